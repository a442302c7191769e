"""Every place where the events of an Event Type lie, and how old an event can get there: read from the resource graph,
so that it is about what is applied, not about what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.resource import references
from composer.kinds import deletion_delays
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.storage.bucket import BUCKET
from composer.privacy.bucket_copies import age, bucket_copy, processed
from composer.privacy.copy import Arrival, Copy, Part, of_kind
from composer.privacy.storage import delivered_copies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource, ResourceGraph

REGISTRATION = "registration"
HOLDERS = frozenset({TOPIC.token, SUBSCRIPTION.token, BUCKET.token, TABLE.token})
"""Kinds that events lie in. A dataset holds them in its tables; schemas, registrations and ledgers hold none."""


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
    dead_topics = _dead_topics(graph, str(delivery.get("dead_letters")))
    waiting = _waiting(graph, dead_topics)
    collected = [*_streams(graph, dead_topics, waiting)]
    own = [bucket for bucket in of_kind(graph, BUCKET.token) if f"gs://{bucket.name}" == delivery.get("landing")]
    landed = Part("waiting in the landing bucket", age(own[0]) if own else 0)
    done = Part("kept once processed", processed(own[0]) if own else 0)
    collected += [bucket_copy(bucket, "landing bucket", (waiting,), (done,), clear=True) for bucket in own]
    arrival = Arrival(
        delivery.get("destination") or "", waiting, landed, done, str(delivery.get("partitioning", "daily"))
    )
    return (*collected, *delivered_copies(graph, {bucket.id for bucket in own}, arrival))


def _dead_topics(graph: ResourceGraph, registered: str) -> set[str]:
    """Topics of dead letters: the one `registered` for the ETL, and those that Pub/Sub itself was told of."""
    named = {
        collected.id
        for one in of_kind(graph, SUBSCRIPTION.token)
        for collected in references(one.inputs.get("dead_letter_policy", {}))
    }
    return named | {one.id for one in of_kind(graph, TOPIC.token) if registered.endswith(f"/topics/{one.name}")}


def _waiting(graph: ResourceGraph, dead_topics: set[str]) -> Part:
    """The longest an event can wait for the ETL: as long as a subscription keeps it, or a topic for seeking back."""
    subscriptions = [
        _seconds(one.inputs.get("message_retention_duration"), deletion_delays.SUBSCRIPTION_DEFAULT)
        for one in of_kind(graph, SUBSCRIPTION.token)
        if not _topics(one) & dead_topics
    ]
    topics = [
        _seconds(one.inputs.get("message_retention_duration"), 0)
        for one in of_kind(graph, TOPIC.token)
        if one.id not in dead_topics
    ]
    return Part("waiting in the subscription", max([0, *subscriptions, *topics]))


def _streams(graph: ResourceGraph, dead_topics: set[str], waiting: Part) -> Iterator[Copy]:
    """Topics and subscriptions, dead letters after the others."""
    pairs = []
    for one in [*of_kind(graph, TOPIC.token), *of_kind(graph, SUBSCRIPTION.token)]:
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


def _seconds(duration: Any, default: int) -> int:
    """Google's `3600s`."""
    return int(float(str(duration).removesuffix("s"))) if duration else default
