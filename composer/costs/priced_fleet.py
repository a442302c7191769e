"""A compiled fleet with prices, and what its costs are compared with: other months, other definitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from composer.costs.cost_view import Lever, Month
from composer.costs.fleet_cost import of_event_type, of_fleet
from composer.costs.what_if import Change, NoSuchValueError, changed, levers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.costs.fleet_cost import Cost
    from composer.costs.prices import Prices
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies

MONTHS = (*range(1, 13), *range(18, 36, 6), *range(36, 121, 12))
"""Months after the first event that are shown one by one: later ones are hardly another bill."""


@dataclass(frozen=True, slots=True)
class PricedFleet:
    """What costs follow from. `of_cells` are graphs of what cells share, by cell, `graphs` those of Event Types that
    compile; `age`: days after the first event, None once storage is full; `selected`: of which Event Types, None for
    all and what cells share.
    """

    environment: Environment
    policies: Policies
    of_cells: Mapping[str, Sequence[ResourceGraph]]
    event_types: Mapping[str, EventType]
    documents: Mapping[str, Document]
    graphs: Mapping[str, ResourceGraph]
    prices: Prices
    age: int | None = None
    selected: Sequence[str] | None = None

    @property
    def excluded(self) -> tuple[str, ...]:
        """The Event Types that were asked for and do not compile."""
        names = self.event_types if self.selected is None else self.selected
        return tuple(name for name in names if name not in self.graphs)

    def costs(self) -> tuple[Cost, ...]:
        """Their costs a month, the most expensive first."""
        costs = of_fleet(
            self.environment,
            self.of_cells,
            self.event_types,
            self.graphs,
            self.prices,
            self.policies.sizing,
            self.age,
        )
        return costs if self.selected is None else tuple(cost for cost in costs if cost.name in self.selected)

    def months(self) -> tuple[Month, ...]:
        """Month by month from the first event on, as long as costs still grow."""
        most, months = sum(cost.cents for cost in self.costs()), []
        for number in MONTHS:
            cents = sum(cost.cents for cost in replace(self, age=number * 365 // 12).costs())
            if cents == most:
                break
            months.append(Month(number, cents))
        return (*months, Month(None, most))

    def changed(self, wishes: Sequence[str]) -> tuple[PricedFleet, tuple[tuple[str, str], ...]]:
        """The fleet if every Event Type that was named (or every one that can) said something else; and those that
        cannot, with the reason. Raises NoSuchValueError where none can, or one that was named cannot."""
        events, graphs, unchanged = dict(self.event_types), dict(self.graphs), []
        names = [name for name in (self.graphs if self.selected is None else self.selected) if name in graphs]
        changes = tuple(Change.parse(wish) for wish in wishes)
        for name in names:
            try:
                events[name], graphs[name] = self._changed(name, changes)
            except NoSuchValueError as error:
                unchanged.append((name, str(error)))
                if self.selected is not None or len(unchanged) == len(names):
                    raise
        return replace(self, event_types=events, graphs=graphs), tuple(unchanged)

    def levers(self, name: str) -> tuple[Lever, ...]:
        """The changes that would make one Event Type cheaper or dearer, and by how much."""
        event = self.event_types[name]
        now, offered = self._cents(event, self.graphs[name]), []
        for description, changes in levers(event):
            try:
                then = self._cents(*self._changed(name, changes))
            except NoSuchValueError:
                continue  # nothing that this Event Type could be
            offered.append(Lever(description, then, then - now))
        return tuple(offered)

    def _changed(self, name: str, changes: tuple[Change, ...]) -> tuple[EventType, ResourceGraph]:
        return changed(self.event_types[name], self.documents[name], changes, self.environment, self.policies)

    def _cents(self, event: EventType, graph: ResourceGraph) -> int:
        region = self.environment.cell(event.cell).region
        return of_event_type(event, graph, self.prices, self.policies.sizing, region, self.age).cents
