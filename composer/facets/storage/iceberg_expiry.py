"""Who deletes the events of an Iceberg table whose time is over, and when: every day, as an account of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import spread
from composer.facets.scheduled_call import scheduled_call
from composer.facets.service_account import ServiceAccount
from composer.graph import cloud_names, expiry_query
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.units import LETTERS, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource
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
    cell, event = context.cell, context.event
    table = f"{cell.project}.{context.dataset}.{context.table}"
    token: cloudscheduler.JobHttpTargetOauthTokenArgsDict = {"service_account_email": account(context).email}
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": expiry_query.uri(cell.project),
        "http_method": "POST",
        "body": expiry_query.body(table, cell.region, retention),
        "headers": {"Content-Type": "application/json"},
        "oauth_token": token,
    }
    kept = spelled(retention, LETTERS, ("d", "h"))
    return scheduled_call(
        context,
        "expiry-schedule",
        "expire",
        description=f"Deletes events of {event.name} once they were kept for {kept}",
        schedule=f"{spread(event.name, 60)} {spread(event.name, 24)} * * *",
        target=target,
        because="An Iceberg table has no partitions that expire, and events may be kept for so long and no longer.",
        depends_on=(account(context).id, context.id("table")),
    )
