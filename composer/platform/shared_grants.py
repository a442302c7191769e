"""Who may do what in a whole cell: all accounts of its project at once, and the delivery system's own programs.

Policies hold 1,500 principals, and each change rewrites the whole of one: a grant for every Event Type would fill them,
and runs of many stacks would get in each other's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import cloud_names, ref
from composer.graph.object_conditions import objects_under
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import Resource
    from composer.model import Cell, Environment

REPORTING = {
    "metrics": ("roles/monitoring.metricWriter", "Programs report how they are doing."),
    "logs": ("roles/logging.logWriter", "Programs say what went wrong."),
}
"""What can only be granted on the whole project: neither role reads anything."""


def of_project(cell: Cell) -> str:
    """The principal that stands for every service account of a cell's project.
    https://cloud.google.com/iam/docs/principal-identifiers"""
    return f"principalSet://cloudresourcemanager.googleapis.com/projects/{cell.project_number}/type/ServiceAccount"


def workers(owner: str, cell: Cell) -> Iterator[Resource]:
    """Grants to the accounts of all Event Types at once, about what a cell has: to read registrations."""
    everybody, bucket = of_project(cell), cloud_names.registry_bucket(cell.project, cell.name)
    yield grant(
        BUCKET_IAM_MEMBER.token,
        everybody,
        "roles/storage.objectViewer",
        {
            "bucket": ref(f"{owner}/registry-bucket", "name"),
            "condition": objects_under(bucket, cloud_names.REGISTRATIONS, "registrations"),
        },
        id=f"{owner}/registry-workers",
        name=f"{bucket} service accounts of {cell.project}",
        because="A registration is the job description of whoever works for its Event Type; none of them writes it.",
    )


def reporting(owner: str, cell: Cell) -> Iterator[Resource]:
    """Grants to the same accounts on the whole project: to report."""
    everybody = of_project(cell)
    for what, (role, because) in REPORTING.items():
        yield grant(
            PROJECT_IAM_MEMBER.token,
            everybody,
            role,
            {"project": cell.project},
            id=f"{owner}/worker-{what}",
            name=f"{cell.project} {role} service accounts",
            because=because,
        )


def registry_readers(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    """Grants to the delivery system's own programs to read and list the registrations of a cell."""
    bucket = cloud_names.registry_bucket(cell.project, cell.name)
    for account in _working(environment):
        yield grant(
            BUCKET_IAM_MEMBER.token,
            f"serviceAccount:{account}",
            "roles/storage.objectViewer",
            {"bucket": ref(f"{owner}/registry-bucket", "name")},
            id=f"{owner}/registry-{account}",
            name=f"{bucket} {account}",
            because="It learns from the registry which Event Types there are, and what to do for each.",
        )


def _working(environment: Environment) -> tuple[str, ...]:
    """The accounts of the programs that work on events or know of them, each once."""
    own = environment.identities
    every = (own.bucket_closer, environment.delivery_service_account, own.delivery_audit, own.late_events)
    return tuple(dict.fromkeys((*every, own.dead_letters)))


def project_roles(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    """Grants to those programs that cannot be granted Event Type by Event Type."""
    own, loading = environment.identities, environment.delivery_service_account
    closer, audit = own.bucket_closer, own.delivery_audit
    roles = [
        ("closer-workflows", closer, "workflows.invoker", "It starts the processing of what it has closed."),
        ("closer-metrics", closer, "monitoring.viewer", "It closes by the age of what waits in topics."),
        ("audit-metrics", audit, "monitoring.viewer", "It compares what was published with the delivered."),
        ("audit-jobs", audit, "bigquery.jobUser", "Counting the rows of partitions is a job."),
        ("delivery-jobs", loading, "bigquery.jobUser", "Loading is a job; into which tables each dataset says."),
    ]
    of_project_itself = f"@{cell.project}.iam.gserviceaccount.com"
    reporters = dict.fromkeys((environment.event_service_account, *_working(environment), *own.metric_writers))
    roles += [
        (f"metrics-{account}", account, "monitoring.metricWriter", REPORTING["metrics"][1])
        for account in reporters
        if not account.endswith(of_project_itself)  # else it is one of all those of the project
    ]
    for what, account, role, because in roles:
        yield grant(
            PROJECT_IAM_MEMBER.token,
            f"serviceAccount:{account}",
            f"roles/{role}",
            {"project": cell.project},
            id=f"{owner}/{what}",
            name=f"{cell.project} roles/{role} {what}",
            because=because,
        )
