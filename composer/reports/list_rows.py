"""The Event Types of a fleet, one a row: whose they are, how important, where they are kept and what they cost."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from composer.documents import Document
    from composer.model import EventType
    from composer.units import PerSecond, Seconds

ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "name": lambda row: (row.name,),
    "owner": lambda row: (row.owner, row.name),
    "traffic": lambda row: (-row.average, row.name),
    "cost": lambda row: (-(row.cents or 0), row.name),
}
"""What rows can be in order of."""


@dataclass(frozen=True, slots=True)
class Row:
    """One Event Type. `cents` a month, None if it cannot
    be compiled or prices are unknown. `file` and `line` are where it is defined. `consumers`: teams."""

    name: str
    owner: str
    domain: str
    importance: str
    state: str
    storage: str
    partitioning: str
    retention: Seconds
    average: PerSecond
    peak: PerSecond
    cell: str
    file: str
    line: int
    consumers: tuple[str, ...]
    cents: int | None

    def values(self, kind: str) -> frozenset[str]:
        """The values that it can be filtered by."""
        return frozenset(self.consumers if kind == "consumer" else [getattr(self, kind)])


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: of each kind that is asked for at all, one of the given."""

    owner: tuple[str, ...] = ()
    consumer: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    importance: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    storage: tuple[str, ...] = ()
    cell: tuple[str, ...] = ()

    def keeps(self, row: Row) -> bool:
        """True if a row is one of those that are asked for."""
        return all(self._one(field.name, row) for field in fields(self))

    def _one(self, kind: str, row: Row) -> bool:
        asked = getattr(self, kind)
        return not asked or not row.values(kind).isdisjoint(asked)


def rows(events: Iterable[EventType], documents: Mapping[str, Document], cents: Mapping[str, int]) -> Sequence[Row]:
    """The Event Types as rows, in order of name. `cents`: what those cost that compile."""
    return sorted((_row(event, documents[event.name], cents) for event in events), key=ORDERS["name"])


def _row(event: EventType, document: Document, cents: Mapping[str, int]) -> Row:
    place = document.span(("event_type",))
    return Row(
        name=event.name,
        owner=event.owner.name,
        domain=event.domain,
        importance=event.importance.value,
        state=event.lifecycle.state.value,
        storage=event.storage.kind,
        partitioning=event.storage.partitioning,
        retention=event.storage.retention,
        average=event.traffic.average,
        peak=event.traffic.peak,
        cell=event.cell,
        file=place.file,
        line=place.line,
        consumers=tuple(sorted({one.team for one in event.consumers})),
        cents=cents.get(event.name),
    )
