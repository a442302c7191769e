"""The schedule on which buckets of time are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import CLOSES_EVERY, closing_schedule
from composer.facets.etl import etl_account
from composer.facets.facet_context import spread
from composer.facets.scheduled_call import scheduled_call

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource
    from composer.kinds.input_types import cloudscheduler


def closing_job(context: Context) -> Resource:
    """Calls the bucket closer: it closes what can be closed, starts the processing of that, and is called again. Event
    Types are spread, so that it is not called by all of them at once."""
    event = context.event
    closer = context.environment.etl.bucket_closer
    token: cloudscheduler.JobHttpTargetOidcTokenArgsDict = {
        "service_account_email": etl_account.of(context).email,
        "audience": context.environment.etl.audience,
    }
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": f"{closer}/close/{event.name}",
        "http_method": "POST",
        "oidc_token": token,
    }
    return scheduled_call(
        context,
        "etl-close",
        "close",
        description=f"Closes {event.storage.partitioning} buckets of {event.name}",
        # daily buckets are asked for as often: one that could not be closed yet must not wait for a day
        schedule=closing_schedule(spread(event.name, CLOSES_EVERY)),
        target=target,
        because="A bucket is delivered only once it is closed; nobody else looks whether its time has come.",
        depends_on=(context.id("etl-account"),),
    )
