"""What changes of graphs do to the monthly bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.costs.fleet_cost import of_event_type, priced
from composer.costs.lines import of_platform
from composer.costs.prices import NoPricesError, load
from composer.graph import cell_of, is_shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.costs.prices import Prices
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Sizing
    from composer.repository import Repository


@dataclass(frozen=True, slots=True)
class Monthly:
    """A difference in cents a month, once storage is full."""

    cents: int
    currency: str


def monthly(
    repository: Repository,
    environment: Environment,
    before: Mapping[str, ResourceGraph],
    after: Mapping[str, ResourceGraph],
    events: Mapping[str, EventType],
    sizing: Sizing,
    former: Mapping[str, EventType] | None = None,
) -> Monthly | None:
    """The change in the bill of everything in `after`; None without usable prices.

    `former`: the Event Types as they were declared. Where that is not known, today's traffic is taken for both sides,
    so that the difference is that of the resources. What a machine does is today's for both.
    """
    try:
        prices = load(repository, sizing.machine_type)
    except NoPricesError:
        return None
    cents = 0
    for owner, graph in after.items():
        old = before.get(owner)
        if is_shared(owner):
            region = environment.cell(cell_of(owner)).region
            cents += _platform(graph, prices, region) - (_platform(old, prices, region) if old else 0)
            continue
        event = events[owner]
        region = environment.cell(event.cell).region
        cents += of_event_type(event, graph, prices, sizing, region).cents
        if old and old.resources:
            then = (former or {}).get(owner, event)
            cents -= of_event_type(then, old, prices, sizing, region).cents
    return Monthly(cents, prices.currency)


def _platform(graph: ResourceGraph, prices: Prices, region: str) -> int:
    return sum(line.cents for line in priced(of_platform(graph), prices, region))
