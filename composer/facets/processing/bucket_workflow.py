"""The workflow that a closed bucket goes through, and the schedule that catches up on what was missed.

The bucket closer executes it with the bucket as its argument; bucket_workflow.yaml beside this module is its source.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import CATCH_UP, catch_up_schedule
from composer.facets.facet_context import spread
from composer.facets.processing import processing_account
from composer.facets.processing.encryption import launch_parameter
from composer.facets.scheduled_call import scheduled_call
from composer.graph import Resource, as_json, cloud_names
from composer.kinds.workflows.workflow import WORKFLOW
from composer.privacy.encryption_keys import encrypted_fields
from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph.resource import Input
    from composer.kinds.input_types import cloudscheduler
    from composer.model import EventType

_SOURCE = Path(__file__).with_name("bucket_workflow.yaml")


@cache
def source() -> str:
    """The source of the workflow, which is the same for every Event Type."""
    return files.read(_SOURCE, within=None).decode()


def needs_processing(event: EventType) -> bool:
    """True if something is to be done with a closed bucket of an Event Type."""
    return event.dedupe is not None or bool(encrypted_fields(event))


def executions(context: Context) -> str:
    """Where the workflow of an Event Type is executed."""
    return f"https://workflowexecutions.googleapis.com/v1/{workflow_path(context)}/executions"


def workflow_path(context: Context) -> str:
    """The workflow's name in the API."""
    cell = context.cell
    name = cloud_names.bucket_workflow(context.event.name)
    return f"projects/{cell.project}/locations/{cell.region}/workflows/{name}"


def workflow_and_catch_up(context: Context, deduplication: Resource | None) -> Iterator[Resource]:
    """The workflow, and what catches up. `deduplication`: the template of what removes doubles, where there is one."""
    workflow = _workflow(context, deduplication)
    yield from (workflow, _catch_up(context, workflow))


def _workflow(context: Context, deduplication: Resource | None) -> Resource:
    cell, name = context.cell, cloud_names.bucket_workflow(context.event.name)
    return Resource(
        id=context.id("bucket-workflow"),
        type=WORKFLOW.token,
        name=name,
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": name,
            "description": f"Closed buckets of {context.event.name}: deduplicated, encrypted, ready, registered",
            "service_account": processing_account.of(context).email,
            "source_contents": source(),
            "user_env_vars": _variables(context, deduplication),
            "call_log_level": "LOG_ERRORS_ONLY",
            "labels": context.labels,
            "deletion_protection": False,  # it holds nothing, and is made again by the next run
        },
        because="What happens to a closed bucket is one chain: a step starts when the one before it has ended.",
        depends_on=(context.id("processing-account"), *((deduplication.id,) if deduplication else ())),
    )


def _variables(context: Context, deduplication: Resource | None) -> dict[str, Input]:
    """The values that differ between Event Types; "" switches a step off."""
    cell, etl = context.cell, context.environment.etl
    storage = "https://storage.googleapis.com"
    landing = context.bucket("landing")
    template = f"https://dataproc.googleapis.com/v1/projects/{cell.project}/regions/{cell.region}/workflowTemplates"
    encrypts = bool(encrypted_fields(context.event))
    return {
        "EVENT_TYPE": context.event.name,
        "CLOSER": etl.bucket_closer,
        "AUDIENCE": etl.audience,
        "LANDING": f"{storage}/storage/v1/b/{landing}",
        "UPLOAD": f"{storage}/upload/storage/v1/b/{landing}/o?uploadType=media",
        "EXECUTIONS": executions(context),
        "DEDUPLICATE": f"{template}/{deduplication.name}:instantiate" if deduplication else "",
        "JOBS": f"https://dataflow.googleapis.com/v1b3/projects/{cell.project}/locations/{cell.region}",
        "ENCRYPT": as_json(launch_parameter(context)) if encrypts else "",
    }


def _catch_up(context: Context, workflow: Resource) -> Resource:
    token: cloudscheduler.JobHttpTargetOauthTokenArgsDict = {
        "service_account_email": processing_account.of(context).email
    }
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": executions(context),
        "http_method": "POST",
        "body": "eyJhcmd1bWVudCI6Int9In0=",  # {"argument":"{}"}
        "headers": {"Content-Type": "application/json"},
        "oauth_token": token,
    }
    return scheduled_call(
        context,
        "catch-up-schedule",
        "catch-up",
        description=f"Starts what was missed or failed of closed buckets of {context.event.name}",
        schedule=catch_up_schedule(spread(context.event.name, CATCH_UP)),
        target=target,
        because="A bucket whose processing was not started, or has failed, does not wait for somebody to notice.",
        depends_on=(workflow.id,),
    )
