"""Every place where the events of an Event Type lie, and how old an event can get there: read from the resource graph,
so that it is about what is applied, not about what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.graph import cloud_names
from composer.graph.resource import references
from composer.kinds import deletion_delays
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.storage.bucket import BUCKET
from composer.units import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.graph import Resource, ResourceGraph

REGISTRATION = "registration"
TABLE_NOUN = "table"
PROCESSED = frozenset({cloud_names.READY, cloud_names.TEMPORARY})
"""Where processing writes, in the landing bucket."""
HOLDERS = frozenset({TOPIC.token, SUBSCRIPTION.token, BUCKET.token, TABLE.token})
"""Kinds that events lie in. A dataset holds them in its tables; schemas, registrations and ledgers hold none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of an event's life, in words, and its longest time in seconds; None: for ever."""

    description: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A place where events lie. `parts` add up to the oldest that an event can be here; the part `own` is what this
    resource keeps by itself. `clear`: nothing is encrypted yet, since the ETL comes later."""

    resource: str
    noun: str
    clear: bool
    parts: tuple[Part, ...]
    own: int

    @property
    def oldest(self) -> int | None:
        """Seconds from an event's publication to the end of its last trace here; None: never."""
        times = [part.seconds for part in self.parts]
        return None if None in times else sum(time for time in times if time is not None)

    @property
    def retention(self) -> int | None:
        """Seconds that the resource itself keeps an event; None: for ever."""
        return self.parts[self.own].seconds


def registration(graph: ResourceGraph) -> Mapping[str, Any]:
    """The graph's registration of its Event Type; nothing for a platform."""
    for resource in graph.resources:
        if resource.role == REGISTRATION:
            content = resource.inputs["content"]
            registered: Mapping[str, Any] = content.get("$json", {})
            return registered
    return {}


def copies(graph: ResourceGraph) -> tuple[Copy, ...]:
    """Every copy, in the order in which events reach them. The worst case: every wait as long as it can be."""
    delivery = registration(graph).get("delivery") or {}
    landing, destination = delivery.get("landing"), delivery.get("destination")
    dead_topics = {
        collected.id
        for one in _all(graph, SUBSCRIPTION.token)
        for collected in references(one.inputs.get("dead_letter_policy", {}))
    }
    waiting = _waiting(graph, dead_topics)
    collected = [*_streams(graph, dead_topics, waiting)]
    buckets = [*_all(graph, BUCKET.token)]
    own = [bucket for bucket in buckets if f"gs://{bucket.name}" == landing]
    landed = Part("waiting in the landing bucket", _age(own[0]) if own else 0)
    processed = Part("kept once processed", _processed(own[0]) if own else 0)
    collected += [_bucket(bucket, "landing bucket", (waiting,), (processed,), clear=True) for bucket in own]
    for bucket in buckets:
        if bucket in own:
            continue
        delivered = f"gs://{bucket.name}" == destination
        noun = "delivered bucket" if delivered else "bucket"
        collected.append(_bucket(bucket, noun, (waiting, landed, processed), clear=not delivered))
    datasets = {one.id: one for one in _all(graph, DATASET.token)}
    for table in _all(graph, TABLE.token):
        delivered = destination is not None and destination.endswith(f".{table.name}")
        collected.append(_table(table, datasets, waiting, clear=not delivered))
    return tuple(collected)


def _all(graph: ResourceGraph, token: str) -> Iterator[Resource]:
    return (resource for resource in graph.resources if resource.type == token)


def _waiting(graph: ResourceGraph, dead_topics: set[str]) -> Part:
    """The longest an event can wait for the ETL: as long as a subscription keeps it, or a topic for seeking back."""
    subscriptions = [
        _seconds(one.inputs.get("message_retention_duration"), deletion_delays.SUBSCRIPTION_DEFAULT)
        for one in _all(graph, SUBSCRIPTION.token)
        if not _topics(one) & dead_topics
    ]
    topics = [
        _seconds(one.inputs.get("message_retention_duration"), 0)
        for one in _all(graph, TOPIC.token)
        if one.id not in dead_topics
    ]
    return Part("waiting in the subscription", max([0, *subscriptions, *topics]))


def _streams(graph: ResourceGraph, dead_topics: set[str], waiting: Part) -> Iterator[Copy]:
    """Topics and subscriptions, dead letters after the others."""
    pairs = []
    for one in [*_all(graph, TOPIC.token), *_all(graph, SUBSCRIPTION.token)]:
        topic = one.type == TOPIC.token
        dead = one.id in dead_topics if topic else bool(_topics(one) & dead_topics)
        noun = f"{'dead-letter ' if dead else ''}{'topic' if topic else 'subscription'}"
        default = 0 if topic else deletion_delays.SUBSCRIPTION_DEFAULT
        retention = Part(f"kept in the {noun}", _seconds(one.inputs.get("message_retention_duration"), default))
        parts = (waiting, retention) if dead else (retention,)
        pairs.append((dead, Copy(one.id, noun, True, parts, len(parts) - 1)))
    return (copy for _, copy in sorted(pairs, key=lambda pair: pair[0]))


def _topics(subscription: Resource) -> set[str]:
    return {reference.id for reference in references(subscription.inputs.get("topic", {}))}


def _bucket(
    bucket: Resource, noun: str, before: tuple[Part, ...], after: tuple[Part, ...] = (), *, clear: bool
) -> Copy:
    soft = bucket.inputs.get("soft_delete_policy", {}).get(
        "retention_duration_seconds", deletion_delays.SOFT_DELETE_DEFAULT
    )
    parts = (
        *before,
        Part(f"kept in the {noun}", _age(bucket)),
        *after,
        Part("until the lifecycle rule acts", deletion_delays.LIFECYCLE_LAG),
        Part("soft delete", int(soft)),
    )
    return Copy(bucket.id, noun, clear, parts, len(before))


def _age(bucket: Resource) -> int | None:
    """The age at which every object is deleted; None if there is no such rule, or it does not reach some of them."""
    ages = [condition["age"] for condition in _deletions(bucket) if condition.keys() == {"age"}]
    return _oldest(bucket, ages)


def _processed(bucket: Resource) -> int | None:
    """The age that objects from processing reach: it may have read an export on the last day that there was one."""
    everything = _age(bucket)
    ages = {
        prefix: condition["age"]
        for condition in _deletions(bucket)
        if condition.keys() == {"age", "matches_prefixes"}
        for prefix in condition["matches_prefixes"]
    }
    sooner = _oldest(bucket, [max(ages[prefix] for prefix in PROCESSED)]) if ages.keys() >= PROCESSED else None
    return everything if sooner is None or everything is None else min(sooner, everything)


def _deletions(bucket: Resource) -> Iterator[Mapping[str, Any]]:
    for rule in bucket.inputs.get("lifecycle_rules", ()):
        if rule.get("action", {}).get("type") == "Delete":
            yield rule.get("condition", {})


def _oldest(bucket: Resource, ages: Collection[int]) -> int | None:
    """The age in seconds at which the first of these rules deletes; None if one never does."""
    if bucket.inputs.get("versioning", {}).get("enabled") or bucket.inputs.get("default_event_based_hold"):
        return None
    # what a retention policy protects is deleted once it no longer does
    protected = int(bucket.inputs.get("retention_policy", {}).get("retention_period", 0))
    return max(min(ages) * DAY, protected) if ages else None


def _table(table: Resource, datasets: Mapping[str, Resource], waiting: Part, *, clear: bool) -> Copy:
    partitioning = table.inputs.get("time_partitioning", {})
    expiration = partitioning.get("expiration_ms")
    dataset = next((datasets[reference.id] for reference in references(table.inputs) if reference.id in datasets), None)
    hours = dataset.inputs.get("max_time_travel_hours") if dataset else None
    parts = (
        waiting,
        Part("the length of its partition", HOUR if partitioning.get("type") == "HOUR" else DAY),
        Part("kept in the table", int(expiration) // 1000 if expiration else None),
        Part("time travel", int(hours) * HOUR if hours else deletion_delays.TIME_TRAVEL_DEFAULT),
        Part("fail-safe", deletion_delays.FAIL_SAFE),
    )
    return Copy(table.id, TABLE_NOUN, clear, parts, 2)


def _seconds(duration: Any, default: int) -> int:
    """Google's `3600s`."""
    return int(float(str(duration).removesuffix("s"))) if duration else default
