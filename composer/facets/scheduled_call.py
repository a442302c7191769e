"""Schedules of an Event Type: each calls one address, and again where that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import Resource, cloud_names
from composer.kinds.cloudscheduler.job_schedule import JOB

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.kinds.input_types import cloudscheduler


def scheduled_call(
    context: Context,
    role: str,
    part: str,
    *,
    description: str,
    schedule: str,
    target: cloudscheduler.JobHttpTargetArgsDict,
    because: str,
    depends_on: tuple[str, ...],
) -> Resource:
    """The schedule with this role, in UTC; `part` is what its name ends in. A failed call is made five times more."""
    name = cloud_names.job(context.event.name, part)
    retry: cloudscheduler.JobRetryConfigArgsDict = {
        "retry_count": 5,
        "min_backoff_duration": "30s",
        "max_backoff_duration": "600s",
    }
    return Resource(
        id=context.id(role),
        type=JOB.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "description": description,
            "schedule": schedule,
            "time_zone": "Etc/UTC",
            "attempt_deadline": "320s",
            "http_target": target,
            "retry_config": retry,
            "paused": False,  # else whoever pauses it changes nothing that is said here
        },
        because=because,
        depends_on=depends_on,
    )
