"""Which accesses to a project's data Cloud Audit Logs writes down: a part of the project's IAM policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import POLICY
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.property import blocks, project, string, strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem


def audit_config_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a configuration beyond each property by itself: path and words."""
    configs = [one for one in inputs.get("audit_log_configs") or () if isinstance(one, dict)]
    types = [str(one.get("log_type")) for one in configs]
    for index, log_type in enumerate(types):
        if log_type in types[:index]:
            yield f"audit_log_configs[{index}].log_type", f"Duplicate audit log type {log_type}."


AUDIT_CONFIG = Kind(
    token="gcp:projects/iAMAuditConfig:IAMAuditConfig",  # noqa: S106 - a kind's token
    discovery=("cloudresourcemanager.v1", "AuditConfig"),
    inventory=POLICY,
    id="{project}/audit_config/{service}",
    properties={
        "audit_log_configs": blocks(
            {
                "log_type": string(required=True, enum=("ADMIN_READ", "DATA_READ", "DATA_WRITE")),
                "exempted_members": strings(string(format="principal"), unordered=True),
            },
            required=True,
            min_items=1,
            unordered=True,
        ),
        "project": replace(project(), required=True, optional_computed=False),
        # part of the id: the provider would leave the configuration of the service before as it is
        "service": string(required=True, immutable=True, pattern=r"allServices|[a-z][a-z0-9-]*(\.[a-z0-9-]+)+"),
        "etag": string(computed=True, value="{etag}", api=""),
    },
    rest=Rest(
        "cloudresourcemanager",
        root="https://cloudresourcemanager.googleapis.com/",
        get="v1/projects/{project}:getIamPolicy",
        policy=True,
        post=True,
    ),
    joint_rule=audit_config_problems,
    idempotent_create=True,
    import_ids=("{project} {service}",),
    not_found="AuditConfig for {service} on project {project} was not found., notFound",
    charge=Charge(excluded="log entries beyond what Cloud Logging takes in for nothing"),
    loss="accesses are no longer written down",
    lets_nobody_in="whom it names is not written down, and let in nowhere",
)
