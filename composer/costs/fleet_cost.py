"""The cost of a fleet in whole cents: every line is rounded once, so that sums of any kind agree to the last cent.

The total of an Event Type is rounded to a cent, and its lines by largest remainder so that they add up to it. Whatever
is added up afterwards are whole cents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from composer.costs import etl_machines, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from composer.costs.line import Line
    from composer.costs.prices import Prices
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Sizing

PLATFORM = "(platform)"
"""Owner, domain and importance of what belongs to no Event Type."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the bill: `quantity` of the unit of a price, in whole cents a month."""

    facet: str
    price: str
    quantity: Fraction
    cents: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What an Event Type, or the platform of a cell, costs a month."""

    name: str
    owner: str
    domain: str
    importance: str
    cell: str
    lines: tuple[CostLine, ...]

    @property
    def cents(self) -> int:
        """The sum of the lines."""
        return sum(line.cents for line in self.lines)


GROUPS: Mapping[str, Callable[[Cost, CostLine], str]] = {
    "type": lambda cost, _: cost.name,
    "owner": lambda cost, _: cost.owner,
    "domain": lambda cost, _: cost.domain,
    "importance": lambda cost, _: cost.importance,
    "cell": lambda cost, _: cost.cell,
    "facet": lambda _, line: line.facet,
    "price": lambda _, line: line.price,
}
"""What costs can be added up by."""


def of_event_type(
    event: EventType, graph: ResourceGraph, prices: Prices, sizing: Sizing, region: str, age: int | None = None
) -> Cost:
    """The cost of an Event Type `age` days after its first event; None: once storage is full."""
    usage_lines = [*lines.of_event_type(event, graph, prices, sizing, age), *etl_machines.lines(event, graph, sizing)]
    return Cost(
        event.name,
        event.owner.name,
        event.domain,
        event.importance.value,
        event.cell,
        priced(usage_lines, prices, region),
    )


def of_fleet(
    environment: Environment,
    of_cells: Mapping[str, Sequence[ResourceGraph]],
    events: Mapping[str, EventType],
    graphs: Mapping[str, ResourceGraph],
    prices: Prices,
    sizing: Sizing,
    age: int | None = None,
) -> tuple[Cost, ...]:
    """Every Event Type that compiles, and what those of every cell share (its platform, with the foundation that it
    stands on), the most expensive first."""
    costs = [
        of_event_type(events[name], graph, prices, sizing, environment.cell(events[name].cell).region, age)
        for name, graph in graphs.items()
    ]
    for cell in environment.cells:
        every = (line for graph in of_cells[cell.name] for line in lines.of_platform(graph))
        shared = priced(every, prices, cell.region)
        costs.append(Cost(f"platform:{cell.name}", PLATFORM, PLATFORM, PLATFORM, cell.name, shared))
    return tuple(sorted(costs, key=lambda cost: (-cost.cents, cost.name)))


def priced(usage_lines: Iterable[Line], prices: Prices, region: str) -> tuple[CostLine, ...]:
    """Lines with what they cost; those of the same facet and price are one. Their cents add up to the rounded total."""
    quantities: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for line in usage_lines:
        quantities[line.facet, line.price] += line.quantity
    keys = sorted(quantities)
    amounts = [quantities[key] * prices.prices[key[1]].where(region) * 100 for key in keys]
    cents = rounded(amounts)
    return tuple(CostLine(*key, quantities[key], each) for key, each in zip(keys, cents, strict=True))


def rounded(amounts: Sequence[Fraction]) -> list[int]:
    """Whole numbers, each less than one from its amount, that add up to the rounded sum of the amounts."""
    down = [amount.numerator // amount.denominator for amount in amounts]
    missing = round(sum(amounts, Fraction())) - sum(down)
    most = sorted(range(len(amounts)), key=lambda index: (down[index] - amounts[index], index))
    for index in most[:missing]:
        down[index] += 1
    return down


def added_up(costs: Iterable[Cost], by: str) -> dict[str, int]:
    """Cents by a row of GROUPS, the most expensive first."""
    totals: dict[str, int] = defaultdict(int)
    for cost in costs:
        for line in cost.lines:
            totals[GROUPS[by](cost, line)] += line.cents
        if not cost.lines and by not in {"facet", "price"}:
            totals[GROUPS[by](cost, CostLine("", "", Fraction(), 0))] += 0
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))
