"""What one Event Type, or what those of a cell share, takes: resources counted in its graph, traffic as declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from composer.capacity.machine_demand import QUANTITIES as MACHINES
from composer.capacity.machine_demand import machine_demand
from composer.capacity.sizing import instances
from composer.graph.resource import references
from composer.kinds.bigquery.table import TABLE
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.storage.bucket import BUCKET, BUCKET_IAM_MEMBER
from composer.privacy.encryption_keys import encrypted_fields
from composer.units import DAY, Bytes, BytesPerSecond, Count

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.model import EventType, Sizing
    from composer.units import Unit

Demand = Mapping[str, int]
"""How much of what: kinds of resources by Pulumi token, and QUANTITIES."""

QUANTITIES: Mapping[str, Unit] = {
    "traffic.event_bytes": Bytes,  # bytes of one event
    "traffic.peak_events": Count,  # events a second at peak
    "traffic.peak_bytes": BytesPerSecond,  # bytes a second at peak
    "traffic.average_bytes": BytesPerSecond,  # bytes a second on average
    "traffic.day_events": Count,  # events a day
    "traffic.day_bytes": Bytes,  # bytes a day
    "storage.partitions": Count,  # partitions of the table
    "storage.landing_bytes": Bytes,  # bytes of raw exports, once retention is full
    "storage.delivered_bytes": Bytes,  # bytes delivered, once retention is full
    "storage.policy_principals": Count,  # principals in the fullest policy of a bucket of one's own
    "registry.policy_principals": Count,  # principals in the policy of a bucket that the Event Types of a cell share
    "etl.minimum": Count,  # instances that always run
    "etl.average": Count,  # instances that the average needs
    "etl.peak": Count,  # instances that the peak needs
    "etl.cap": Count,  # instances at most
    **MACHINES,
}
"""What the model adds up beside resources, and what it counts. Bytes are as published: Avro, before files are
compressed."""


def amount(counts: str, value: int) -> str:
    """An amount of a quantity of the capacity model, or a number of resources, for people: in three digits."""
    return QUANTITIES.get(counts, Count)(value).rounded


def day_events(event: EventType) -> int:
    """Events a day at the declared average: a whole number, since rates are whole numbers of events a unit of time."""
    return round(event.traffic.average * DAY)


def of_resources(*graphs: ResourceGraph) -> Demand:
    """The number of resources of every kind, of all these graphs; and how full they make the policies of buckets."""
    resources = [resource for graph in graphs for resource in graph.resources]
    demand = Counter(resource.type for resource in resources)
    in_policies = Counter(
        reference
        for resource in resources
        if resource.type == BUCKET_IAM_MEMBER.token
        for reference in references(resource.inputs["bucket"])
    )
    shared = {reference for reference in in_policies if reference.to_platform}
    demand["registry.policy_principals"] = sum(in_policies[one] for one in shared)
    demand["storage.policy_principals"] = max((in_policies[one] for one in in_policies.keys() - shared), default=0)
    return +demand


def of(event: EventType, graph: ResourceGraph, sizing: Sizing) -> Demand:
    """Everything that an Event Type takes. What its state no longer has (a topic, a table) takes nothing."""
    demand = Counter(of_resources(graph))
    demand["traffic.event_bytes"] = event.traffic.event_bytes
    bytes_a_day = day_events(event) * event.traffic.event_bytes
    if demand[TOPIC.token]:
        demand["traffic.peak_events"] = -int(-event.traffic.peak // 1)
        demand["traffic.peak_bytes"] = -int(-event.traffic.peak * event.traffic.event_bytes // 1)
        demand["traffic.average_bytes"] = bytes_a_day // DAY
        demand["traffic.day_events"] = day_events(event)
        demand["traffic.day_bytes"] = bytes_a_day
        needed = instances(event.traffic, sizing, event.delivery.redundancy)
        demand["etl.minimum"], demand["etl.average"] = needed.minimum, needed.at_average
        demand["etl.peak"], demand["etl.cap"] = needed.at_peak, needed.cap
    if demand[BUCKET.token] or demand[TABLE.token]:
        demand["storage.landing_bytes"] = bytes_a_day * event.storage.landing_retention // DAY
        demand["storage.delivered_bytes"] = bytes_a_day * event.storage.retention // DAY
    if demand[TABLE.token]:
        demand["storage.partitions"] = event.storage.partitions
    for resource in graph.resources:
        if resource.type == AUTOSCALER.token:
            policy = resource.inputs.get("autoscaling_policy", {})
            demand["etl.minimum"] = int(policy.get("min_replicas", 0))
            demand["etl.cap"] = int(policy.get("max_replicas", 0))
    demand.update(machine_demand(graph, sizing, encrypts=bool(encrypted_fields(event))))
    return demand


def total(demands: list[Demand]) -> Demand:
    """The sum. What is a property of one event, such as its size, means nothing in it."""
    totals: Counter[str] = Counter()
    for demand in demands:
        totals.update(demand)
    return totals
