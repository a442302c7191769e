"""What an Event Type, or a cell's platform, is charged for in a month: quantities from graph and traffic, exact."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import CATCH_UP, POLL, WORK, timeline, window_bytes
from composer.capacity.demand import day_events
from composer.costs import bucket_files
from composer.costs.line import MONTH_DAYS, MONTH_HOURS, TIB, Line, buckets_a_month, day_bytes
from composer.costs.storage import storage_cost
from composer.kinds.bigquery.table import TABLE
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.dataproc.workflow_template import WORKFLOW_TEMPLATE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.kinds.storage.bucket import BUCKET
from composer.kinds.workflows.workflow import WORKFLOW
from composer.privacy.encryption_keys import encrypted_fields
from composer.units import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.costs.prices import Prices
    from composer.graph import Resource, ResourceGraph
    from composer.model import EventType, Sizing

STEPS = 45
"""Steps of the workflow of a bucket, those of its parts counted, beside what waits (composer/facets/processing)."""
STEPS_OF_A_POLL = 5
"""Steps from one look at a run to the next."""
STEPS_TO_ASK = 4
"""Steps of a catch-up that finds nothing to do."""


def of_event_type(
    event: EventType, graph: ResourceGraph, prices: Prices, sizing: Sizing, age: int | None = None
) -> list[Line]:
    """The charges for an Event Type in a month, `age` days after its first event; None: once storage is full."""
    usage_lines: list[Line] = []
    kinds = {resource.type for resource in graph.resources}
    if TOPIC.token in kinds:
        usage_lines += _stream(event, prices)
    # what a job works for is whose it is
    works_for = {WORKFLOW.token: "processing", WORKFLOW_TEMPLATE.token: "processing", TABLE.token: "storage"}
    owners = {resource.id: works_for[resource.type] for resource in graph.resources if resource.type in works_for}
    for resource in graph.resources:
        otherwise = "stream" if "pubsub_target" in resource.inputs else "etl"
        facet = next((owners[one] for one in resource.depends_on if one in owners), otherwise)
        usage_lines += _by_the_piece(resource, facet)
        usage_lines += _resource(resource, event, prices, age)
        usage_lines += _processing(resource, event, prices, sizing)
    return [line for line in usage_lines if line.quantity]


def of_platform(graph: ResourceGraph) -> list[Line]:
    """The charges for the platform of a cell in a month, whatever Event Types send."""
    usage_lines: list[Line] = []
    for resource in graph.resources:
        usage_lines += _by_the_piece(resource, "platform")
        if resource.type == DATABASE_INSTANCE.token:
            usage_lines += _database(resource)
    return [line for line in usage_lines if line.quantity]


def published_bytes(event: EventType, prices: Prices) -> Fraction:
    """Bytes a day that Pub/Sub charges for: small requests count as `publish_request_bytes`."""
    assumed = prices.assumed
    expected_batch = int(event.traffic.average * float(assumed["publish_batch_seconds"]))
    batch = max(1, min(expected_batch, int(assumed["publish_batch_events"])))
    request = max(Fraction(batch * event.traffic.event_bytes), assumed["publish_request_bytes"])
    return day_events(event) * request / batch


def _stream(event: EventType, prices: Prices) -> Iterator[Line]:
    sent = published_bytes(event, prices) * MONTH_DAYS / TIB
    yield Line("stream", "pubsub.publish", sent)
    yield Line("stream", "pubsub.deliver", sent)


def _resource(resource: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:
    if resource.type == BUCKET.token:
        yield from bucket_files.lines(resource, event, prices, age)
    elif resource.type == TABLE.token:
        yield from storage_cost(event.storage.kind).table(resource, event, prices, age)


def _processing(resource: Resource, event: EventType, prices: Prices, sizing: Sizing) -> Iterator[Line]:
    """Runs over every bucket of a month: of deduplication those over their window, too."""
    month = day_bytes(event) * MONTH_DAYS
    if resource.type == WORKFLOW_TEMPLATE.token and event.dedupe:
        windows = buckets_a_month(event) * window_bytes(event, event.dedupe, sizing)
        hours = _run_hours(event, prices, (month + windows) / sizing.deduplication_bytes)
        yield from _machines("processing", hours, prices)
        yield Line("processing", "dataproc.vcpu", hours)
    elif resource.type == WORKFLOW.token:
        yield from _steps(event, sizing)
        if encrypted_fields(event):
            hours = _run_hours(event, prices, month / sizing.encryption_bytes)
            yield Line("processing", "dataflow.vcpu", hours)
            yield Line("processing", "dataflow.memory", hours * prices.assumed["worker_memory"])


def _steps(event: EventType, sizing: Sizing) -> Iterator[Line]:
    """Steps of the workflow, in thousands: what calls Google is internal, what calls the bucket closer is not."""
    waited = sum(step.usual for step in timeline(event, sizing).steps if step.name in WORK)
    each, asked = STEPS + waited // POLL * STEPS_OF_A_POLL, MONTH_HOURS * (60 // CATCH_UP)
    yield Line("processing", "workflows.internal_steps", (buckets_a_month(event) * each + asked * STEPS_TO_ASK) / 1000)
    yield Line("processing", "workflows.external_steps", (buckets_a_month(event) + asked) / 1000)


def _by_the_piece(resource: Resource, jobs: str) -> Iterator[Line]:
    if resource.type == ALERT_POLICY.token:
        yield Line("alerts", "monitoring.condition", Fraction(len(resource.inputs.get("conditions", ()))))
    elif resource.type == JOB.token:
        yield Line(jobs, "scheduler.job", Fraction(1))
    elif resource.type == CRYPTO_KEY.token:
        yield Line("keys", "kms.key_version", Fraction(1))


def _run_hours(event: EventType, prices: Prices, seconds: Fraction) -> Fraction:
    """vCPU hours a month: `seconds` of work of one vCPU, and what every run takes before it works."""
    return seconds / HOUR + buckets_a_month(event) * prices.assumed["run_overhead"]


def _machines(facet: str, vcpu_hours: Fraction, prices: Prices) -> Iterator[Line]:
    yield Line(facet, "compute.vcpu", vcpu_hours)
    yield Line(facet, "compute.memory", vcpu_hours * prices.assumed["worker_memory"])


def _database(resource: Resource) -> Iterator[Line]:
    """A custom machine such as `db-custom-4-15360`; regional ones run twice. Others have no price here."""
    settings = resource.inputs.get("settings", {})
    size = re.fullmatch(r"db-custom-([0-9]+)-([0-9]+)", str(settings.get("tier", "")))
    times = 2 if settings.get("availability_type") == "REGIONAL" else 1
    if size:
        yield Line("platform", "sql.vcpu", times * int(size[1]) * MONTH_HOURS)
        yield Line("platform", "sql.memory", times * Fraction(int(size[2]), 1024) * MONTH_HOURS)
    yield Line("platform", "sql.disk", Fraction(times * int(settings.get("disk_size", 10))))
