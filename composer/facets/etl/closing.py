"""The schedule on which buckets of time are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import CLOSES_EVERY, closing_schedule
from composer.facets.etl import identity
from composer.facets.facet_context import spread
from composer.graph import Resource, cloud_names
from composer.kinds.cloudscheduler.job_schedule import JOB

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.kinds.input_types import cloudscheduler


def closing_job(context: Context) -> Resource:
    """Calls the bucket closer: it closes what can be closed, starts the processing of that, and is called again. Event
    Types are spread, so that it is not called by all of them at once."""
    event = context.event
    name = cloud_names.job(event.name, "close")
    closer = context.environment.etl.bucket_closer
    token: cloudscheduler.JobHttpTargetOidcTokenArgsDict = {
        "service_account_email": identity.of(context).email,
        "audience": context.environment.etl.audience,
    }
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": f"{closer}/close/{event.name}",
        "http_method": "POST",
        "oidc_token": token,
    }
    retry: cloudscheduler.JobRetryConfigArgsDict = {
        "retry_count": 5,
        "min_backoff_duration": "30s",
        "max_backoff_duration": "600s",
    }
    return Resource(
        id=context.id("etl-close"),
        type=JOB.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "description": f"Closes {event.storage.partitioning} buckets of {event.name}",
            # daily buckets are asked for as often: one that could not be closed yet must not wait for a day
            "schedule": closing_schedule(spread(event.name, CLOSES_EVERY)),
            "time_zone": "Etc/UTC",
            "attempt_deadline": "320s",
            "http_target": target,
            "retry_config": retry,
        },
        because="A bucket is delivered only once it is closed; nobody else looks whether its time has come.",
        depends_on=(context.id("etl-account"),),
    )
