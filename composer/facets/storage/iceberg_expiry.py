"""Who deletes the events of an Iceberg table whose time is over, and when: every day, as an account of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import spread
from composer.facets.service_account import ServiceAccount
from composer.graph import Resource, cloud_names, expiry_query
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.units import LETTERS, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import cloudscheduler
    from composer.units import Seconds


def account(context: Context) -> ServiceAccount:
    """The service account that deletes; the dataset states that it may."""
    return ServiceAccount(context, "expiry", cloud_names.expiry_account(context.event.name))


def resources(context: Context, retention: Seconds) -> Iterator[Resource]:
    """The account, its grant to ask BigQuery, and the job."""
    deletes, project = account(context), context.cell.project
    yield deletes.made("Expiry", "What deletes old events of one Event Type cannot touch those of another.")
    yield deletes.granted(
        PROJECT_IAM_MEMBER.token,
        "roles/bigquery.jobUser",
        {"project": project},
        ("jobs", f"{project} roles/bigquery.jobUser"),
        "It asks BigQuery to delete; of which tables, their datasets say.",
    )
    yield _job(context, retention)


def _job(context: Context, retention: Seconds) -> Resource:
    name, cell, event = cloud_names.job(context.event.name, "expire"), context.cell, context.event
    table = f"{cell.project}.{cloud_names.dataset(event.name)}.{cloud_names.TABLE}"
    token: cloudscheduler.JobHttpTargetOauthTokenArgsDict = {"service_account_email": account(context).email}
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": expiry_query.uri(cell.project),
        "http_method": "POST",
        "body": expiry_query.body(table, cell.region, retention),
        "headers": {"Content-Type": "application/json"},
        "oauth_token": token,
    }
    retry: cloudscheduler.JobRetryConfigArgsDict = {
        "retry_count": 5,
        "min_backoff_duration": "30s",
        "max_backoff_duration": "600s",
    }
    kept = spelled(retention, LETTERS, ("d", "h"))
    return Resource(
        id=context.id("expiry-schedule"),
        type=JOB.token,
        name=name,
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": name,
            "description": f"Deletes events of {event.name} once they were kept for {kept}",
            "schedule": f"{spread(event.name, 60)} {spread(event.name, 24)} * * *",
            "time_zone": "Etc/UTC",
            "attempt_deadline": "320s",
            "http_target": target,
            "retry_config": retry,
        },
        because="An Iceberg table has no partitions that expire, and events may be kept for so long and no longer.",
        depends_on=(account(context).id, context.id("table")),
    )
