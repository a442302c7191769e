"""The capacity of a fleet in one environment: cells with what lives in them, quotas, and what binds first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.capacity import demand
from composer.capacity.quotas import binding, single_limits, uses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.capacity.demand import Demand
    from composer.capacity.quotas import Use
    from composer.graph import ResourceGraph
    from composer.model import Cell, Environment, EventType, Limit, Policies


@dataclass(frozen=True, slots=True)
class CellUse:
    """A cell and all that its Event Types take together."""

    cell: Cell
    event_types: tuple[str, ...]
    taken: Demand


@dataclass(frozen=True, slots=True)
class SingleEventType:
    """A limit that an Event Type meets alone, and the one that is nearest to it."""

    name: str
    limit: Limit
    event_type: str
    used: int


@dataclass(frozen=True, slots=True)
class FleetCapacity:
    """Everything that `composer capacity` says. `uses` are in order of the share that is used, fullest first."""

    environment: str
    cells: tuple[CellUse, ...]
    uses: tuple[Use, ...]
    singles: tuple[SingleEventType, ...]
    homeless: tuple[str, ...]
    excluded: tuple[str, ...]

    @property
    def binds_first(self) -> Use | None:
        """The quota that is full first."""
        return binding(self.uses)

    def cells_of(self, use: Use) -> tuple[CellUse, ...]:
        """The cells that draw on a quota."""
        return tuple(one for one in self.cells if use.quota.scope.holds(one.cell))

    def room(self, use: Use) -> int | None:
        """The number of Event Types like those there that still fit a quota; None if they take nothing of it."""
        there = sum(len(one.event_types) for one in self.cells_of(use))
        if use.variable == 0 or there == 0:
            return None
        return max(use.remaining, 0) * there // use.variable


def summarise(
    environment: Environment,
    policies: Policies,
    of_cells: Mapping[str, Sequence[ResourceGraph]],
    events: Mapping[str, EventType],
    graphs: Mapping[str, ResourceGraph],
) -> FleetCapacity:
    """The capacity of what compiles. `of_cells` is what cells share, the rest by name of the Event Type."""
    demands = {name: demand.of(events[name], graph, policies.sizing) for name, graph in sorted(graphs.items())}
    alone = len(environment.cells) == 1
    homes = {name: environment.cell_of(name).name for name in demands if alone or name in environment.placements}
    living = {cell.name: [name for name in demands if homes.get(name) == cell.name] for cell in environment.cells}
    by_cell = {cell: [demands[name] for name in names] for cell, names in living.items()}
    shared = {cell: demand.of_resources(*one) for cell, one in of_cells.items()}
    quota_uses = uses(environment, policies.limits, shared, by_cell)
    return FleetCapacity(
        environment.name,
        tuple(CellUse(cell, tuple(living[cell.name]), demand.total(by_cell[cell.name])) for cell in environment.cells),
        tuple(sorted(quota_uses, key=lambda use: (-use.share, use.quota.name, use.quota.scope.project))),
        tuple(_singles(policies.limits, demands)),
        tuple(name for name in demands if name not in homes),
        tuple(name for name in events if name not in demands),
    )


def _singles(limits: Mapping[str, Limit], demands: Mapping[str, Demand]) -> list[SingleEventType]:
    singles = []
    for name, limit in single_limits(limits):
        used, first = max(((taken.get(limit.counts, 0), event) for event, taken in demands.items()), default=(0, ""))
        if used:
            singles.append(SingleEventType(name, limit, first, used))
    return sorted(singles, key=lambda one: (-one.used / max(one.limit.value, 1), one.name))
