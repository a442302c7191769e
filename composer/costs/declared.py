"""What a definition says that costs money without being in any graph: kept in the ledger, so that a later plan can tell
what a change of it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.model import Traffic
from composer.units import Bytes, PerSecond

if TYPE_CHECKING:
    from composer.model import EventType

Declared = Mapping[str, Any]


def declared_by(event: EventType) -> Declared:
    """The declared traffic, and how it is cut."""
    traffic = event.traffic
    return {
        "average": traffic.average,
        "peak": traffic.peak,
        "event_bytes": traffic.event_bytes,
        "partitioning": event.storage.partitioning,
    }


def as_declared(event: EventType, declared: Declared) -> EventType:
    """The Event Type with what was declared then; as it is, where the ledger does not know (an older composer's)."""
    try:
        traffic = Traffic(PerSecond(declared["average"]), PerSecond(declared["peak"]), Bytes(declared["event_bytes"]))
        cut = declared["partitioning"]
    except (KeyError, TypeError, ValueError):
        return event
    if cut not in {"hourly", "daily"}:
        return event
    return replace(event, traffic=traffic, storage=replace(event.storage, partitioning=cut))
