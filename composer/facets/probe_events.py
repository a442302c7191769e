"""Events of a probe: Cloud Scheduler publishes one a minute, so that there is always something on its way."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import Resource, cloud_names, ref
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.pubsub.members import TOPIC_IAM_MEMBER
from composer.schema.sample_event import sample_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import cloudscheduler

_EVERY_MINUTE = "* * * * *"
"""As often as Cloud Scheduler does anything: https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules"""


def published(context: Context, topic: Resource) -> Iterator[Resource]:
    """The schedule that publishes to the topic of a probe, and what it may: nothing of any other Event Type."""
    if context.event.has_scheduled_events:
        publisher = grant(
            TOPIC_IAM_MEMBER.token,
            context.service_agent("gcp-sa-cloudscheduler"),
            "roles/pubsub.publisher",
            {"project": context.cell.project, "topic": ref(topic, "name")},
            id=context.id("probe-publisher"),
            name=f"{topic.name} publisher probe",
            because="Schedules publish as Cloud Scheduler's own account.",
        )
        yield from (publisher, _schedule(context, topic, publisher))


def _schedule(context: Context, topic: Resource, publisher: Resource) -> Resource:
    name = cloud_names.job(context.event.name, "probe")
    target: cloudscheduler.JobPubsubTargetArgsDict = {
        "topic_name": ref(topic),  # type: ignore[typeddict-item]
        "data": b64encode(sample_event(context.event.schema)).decode(),
    }
    return Resource(
        id=context.id("probe-schedule"),
        type=JOB.token,
        name=name,
        # no deadline and no attempts: of a topic they count for nothing, and the next event is a minute away
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "description": f"Publishes an event of {context.event.name} every minute",
            "schedule": _EVERY_MINUTE,
            "time_zone": "Etc/UTC",
            "pubsub_target": target,
            "paused": False,  # else whoever pauses it changes nothing that is said here
        },
        because="An event that is always on its way shows whether delivery works, whoever else publishes.",
        depends_on=(publisher.id,),
    )
