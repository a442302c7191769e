"""What a fleet cost at a git ref, by the prices of that ref."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer import pipeline
from composer.base import base_fleet, git_ref
from composer.costs.priced_fleet import PricedFleet
from composer.costs.prices import NoPricesError, load

if TYPE_CHECKING:
    from composer.costs.fleet_cost import Cost
    from composer.repository import Repository


def costs_at(repository: Repository, ref: str, now: PricedFleet) -> tuple[Cost, ...]:
    """The costs at a ref of what is asked for now and of what is no more. Raises git_ref.NoBaseError.

    Where only definitions differ, the others cost what they cost now.
    """
    with git_ref.at(repository, ref) as base:
        if base.lacks(now.environment.name):
            return ()
        then = base_fleet.usable(base, now.environment.name, ref)
        same_names = base_fleet.same(base, now.documents)
        try:
            prices = load(base.repository, then.policies.sizing.machine_type)
        except NoPricesError:
            prices = now.prices
    checked = pipeline.check(then)
    graphs = pipeline.compiled(checked).graphs
    before = PricedFleet(
        then.environment,
        then.policies,
        checked.shared_by_cell,
        then.event_types,
        then.documents,
        {name: graph for name, graph in graphs.items() if name in then.event_types},
        prices,
        now.age,
    )
    same = tuple(cost for cost in replace(now, selected=None).costs() if cost.name in same_names)
    costs = (*same, *(cost for cost in before.costs() if cost.name not in same_names))
    return costs if now.selected is None else tuple(cost for cost in costs if cost.name in now.selected)
