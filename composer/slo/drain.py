"""How long a subscription keeps an event that its reader cannot export: what nobody has acknowledged must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.slo.metric_registry import Finding
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource, ResourceGraph

_ATTEMPTS = 5
_BACKOFF = "10s", "600s"
_KEPT = f"{7 * DAY}s"
"""Google's own values where a subscription says nothing: https://cloud.google.com/pubsub/docs/handling-failures"""


def leaves_after(inputs: Mapping[str, Any]) -> int:
    """Seconds after which an event has left whose export fails at once each time: it is forgotten, or given up after so
    many attempts (each pause twice the last)."""
    kept = int(seconds(str(inputs.get("message_retention_duration", _KEPT))) or 0)
    policy = inputs.get("dead_letter_policy")
    if not policy:
        return kept
    retry = inputs.get("retry_policy") or {}
    low, high = (
        int(seconds(str(retry.get(f"{end}_backoff", usual))) or 0)
        for end, usual in zip(("minimum", "maximum"), _BACKOFF, strict=True)
    )
    attempts = int(policy.get("max_delivery_attempts") or _ATTEMPTS)
    paused: int = sum(min(high, low * (1 << attempt)) for attempt in range(attempts - 1))
    return min(kept, paused)


def subscription(graph: ResourceGraph) -> Resource | None:
    """The subscription that the ETL of this Event Type reads; None where there is none."""
    reads = "etl-subscription"
    return next((one for one in graph.resources if one.type == SUBSCRIPTION.token and one.role == reads), None)


def drained(graph: ResourceGraph, promised: int) -> Iterator[Finding]:
    """The subscription of a graph that loses good events while their export fails. `promised`: the seconds in which it
    must not, those of the SLO and the recovery time."""
    read = subscription(graph)
    lasts = leaves_after(read.inputs) if read else promised
    if read and lasts < promised:
        message = (
            f"good events leave it once their export has failed for {Seconds(lasts).parts}, and "
            f"{Seconds(promised).parts} are promised for its repair"
        )
        hint = "keep them for the SLO and the recovery time, and let no policy of dead letters count failed attempts"
        yield Finding("ET703", read.id, message, hint)
