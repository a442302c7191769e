"""Service Usage: APIs that are enabled in a project, and the accounts by which Google's products act there."""

from __future__ import annotations

from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import boolean, deletion_policy, project, string

_ROOT = "https://serviceusage.googleapis.com/"
_API = string(required=True, immutable=True, pattern=r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", api="")

SERVICE = Kind(
    token="gcp:projects/service:Service",  # noqa: S106 - a kind's token
    noun="Project Service",
    discovery=("serviceusage.v1", "GoogleApiServiceusageV1Service"),
    id="{project}/{service}",
    properties={
        "service": _API,
        "deletion_policy": deletion_policy(),
        "disable_on_destroy": boolean(api=""),
        "project": project(),
    },
    unsupported=frozenset({"check_if_service_has_usage_on_destroy", "disable_dependent_services"}),
    rest=Rest(
        "serviceusage",
        root=_ROOT,
        get="v1/projects/{project}/services/{service}",
        list="v1/projects/{project}/services",
        items="services",
        body={"name": "projects/{project}/services/{service}", "config.name": "{service}", "state": "ENABLED"},
    ),
    permanent=True,  # without `disable_on_destroy`, the provider leaves the API enabled
    idempotent_create=True,
    not_found="Service {service} is not enabled in project {project}., notFound",
    charge=FREE,
    loss="nothing is lost: the API stays enabled",
)

SERVICE_IDENTITY = Kind(
    token="gcp:projects/serviceIdentity:ServiceIdentity",  # noqa: S106 - a kind's token
    noun="Project Service Identity",
    discovery=("serviceusage.v1beta1", "ServiceIdentity"),
    id="projects/{project}/services/{service}",
    properties={
        "service": _API,
        "project": project(),
        # the API does not promise either, and the provider then leaves both out
        "email": string(computed=True),
        "member": string(computed=True, api=""),
    },
    # nothing reads an identity: the provider takes its word for it, and only its API can be asked for
    rest=Rest("serviceusage", root=_ROOT, get="v1beta1/projects/{project}/services/{service}"),
    permanent=True,
    idempotent_create=True,
    not_found="Service identity of {service} was not generated in project {project}., notFound",
    charge=FREE,
    loss="nothing is lost: Google's account stays",
    lets_nobody_in="it is an account of Google's, and lets nobody in",
)
