"""What a fleet cost at a git ref, by the prices of that ref."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer import pipeline
from composer.base import git_ref
from composer.costs.priced_fleet import PricedFleet
from composer.costs.prices import NoPricesError, load

if TYPE_CHECKING:
    from composer.costs.fleet_cost import Cost
    from composer.repository import Repository


def costs_at(repository: Repository, ref: str, now: PricedFleet) -> tuple[Cost, ...]:
    """The costs at a ref of what is asked for now and of what is no more. Raises git_ref.NoBaseError.

    Where only definitions differ, the others cost what they cost now.
    """
    same: tuple[Cost, ...] = ()
    with git_ref.at(repository, ref) as base:
        if base.lacks(now.environment.name):
            return ()
        paths = None
        if base.changed is not None:
            files = base.repository.definitions()
            paths = [path for path in files if _changed(base.repository.relative(path), base.changed)]
            new = {name for name, document in now.documents.items() if _changed(document.file, base.changed)}
            same = tuple(cost for cost in replace(now, selected=None).costs() if cost.name not in new)
        then = pipeline.settle(base.repository, now.environment.name, paths)
        machines = then.policies.sizing.machine_type if then.policies else ""
        try:
            prices = load(base.repository, machines)
        except NoPricesError:
            prices = now.prices
    if then.environment is None or then.policies is None:
        why = f": {then.diagnostics[0].span.file}: {then.diagnostics[0].message}" if then.diagnostics else ""
        raise git_ref.NoBaseError(f"{ref} cannot be compiled{why}")
    graphs = pipeline.build_sound(then)
    platforms = {cell.name: graphs.pop(f"platform:{cell.name}") for cell in then.environment.cells}
    before = PricedFleet(
        then.environment, then.policies, platforms, then.event_types, then.documents, graphs, prices, now.age
    )
    known_names = {cost.name for cost in same}
    costs = (*same, *(cost for cost in before.costs() if cost.name not in known_names))
    return costs if now.selected is None else tuple(cost for cost in costs if cost.name in now.selected)


def _changed(file: str, changed: frozenset[str]) -> bool:
    return file in changed or f"{file.rpartition('.')[0]}.versions.jsonl" in changed
