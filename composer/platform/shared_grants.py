"""What all accounts of a cell's project may do: one grant each, and none that an Event Type adds.

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
    from composer.model import Cell

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
