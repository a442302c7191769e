"""A place where the events of an Event Type lie, and how old an event can get there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import Resource, ResourceGraph

TABLE_NOUN = "table"


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


def oldest(copies: Iterable[Copy]) -> int | None:
    """Seconds from an event's publication to the end of its last trace in some copies; None: never."""
    ages = [copy.oldest for copy in copies]
    return None if None in ages else max((age for age in ages if age is not None), default=0)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How events come to where they are delivered. `destination`: the place, as the registration names it;
    `partitioning`: hourly or daily.

    The parts are the longest stretches of an event's life before: `waiting` in the subscription, `landed` in the
    landing bucket, `processed` and not yet delivered.
    """

    destination: str
    waiting: Part
    landed: Part
    processed: Part
    partitioning: str


def of_kind(graph: ResourceGraph, token: str) -> Iterator[Resource]:
    """The resources of one kind."""
    return (resource for resource in graph.resources if resource.type == token)
