"""Problems of capacity: what is placed nowhere, cells that are too full, Event Types too large for any cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity import demand
from composer.capacity.demand import amount
from composer.capacity.placement import place
from composer.capacity.quotas import quotas, single_limits, uses
from composer.diagnostics import Diagnostic, Related, Span
from composer.model.known_limits import KnownLimit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.capacity.demand import Demand
    from composer.capacity.quotas import Quota, Use
    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, Limit, Policies
    from composer.units import Percent

_PLACES = {
    "traffic.event_bytes": ("traffic", "event_size"),
    "traffic.peak_bytes": ("traffic", "peak"),
    "storage.partitions": ("storage", "retention"),
    "storage.policy_principals": ("access",),
    "etl.cap": ("traffic", "peak"),
}
_JUDGED_ELSEWHERE = frozenset({KnownLimit.MESSAGE_BYTES, KnownLimit.PARTITIONS})
"""Limits that have codes of their own (ET602, ET601)."""


def problems(
    environment: Environment,
    policies: Policies,
    graphs: Mapping[str, Sequence[ResourceGraph]],
    demands: Mapping[str, Demand],
    documents: Mapping[str, Document],
) -> Iterator[Diagnostic]:
    """Everything about the capacity of a fleet. `graphs` are what cells share, by cell, `demands` and
    `documents` by Event Type; those that were not compiled take nothing."""
    shared = {cell: demand.of_resources(*one) for cell, one in graphs.items()}
    placed = place(environment, policies.limits, policies.headroom, shared, demands)
    yield from placements(environment, documents, placed.lacking)
    yield from stated(environment, policies.limits)
    yield from fullness(environment, policies.limits, policies.headroom, shared, demands)
    yield from alone(environment, policies.limits, demands, documents)
    yield from fewer_than_always_run(environment, policies)
    yield from capped(environment, demands, documents)


def placements(
    environment: Environment, documents: Mapping[str, Document], lacking: Mapping[str, tuple[str, ...]]
) -> Iterator[Diagnostic]:
    """Diagnostics for what is placed wrongly, or not placed though there is a choice. `lacking`: the quotas that keep
    an Event Type out of every cell."""
    cell_names = [cell.name for cell in environment.cells]
    fix = "`composer check --fix` places it"
    if environment.name != "local":
        fix = f"`composer check --environment {environment.name} --fix` places it"
    for name, cell in environment.placements.items():
        if cell not in cell_names:
            hint = f"cells are {', '.join(cell_names)}: name the one it lives in, or drop the line and let it be placed"
            message = f"`{name}` is placed in `{cell}`, which is no cell of {environment.name}"
            yield Diagnostic("ET622", message, _span(environment, f"placements.{name}"), hint, event_type=name)
    if len(cell_names) == 1:
        return
    for name in documents.keys() - environment.placements.keys():
        span = documents[name].span(("event_type",))
        message = f"`{name}` is in none of the {len(cell_names)} cells of {environment.name}"
        hint = fix
        if name in lacking:
            message += ", and no cell has room for it"
            hint = f"too little is left of {', '.join(lacking[name])}: have Google raise it, or add a cell"
        yield Diagnostic("ET621", message, span, hint, event_type=name)


def stated(environment: Environment, limits: Mapping[str, Limit]) -> Iterator[Diagnostic]:
    """Quotas of cells that no limit knows."""
    counted = sorted(name for name, limit in limits.items() if limit.per in {"project", "region"})
    for cell in environment.cells:
        for name in cell.quotas.keys() - set(counted):
            hint = f"quotas that can be stated: {', '.join(counted)}"
            span = _span(environment, f"quotas.{cell.name}.{name}")
            yield Diagnostic("ET626", f"`{name}` is no quota", span, hint, cells=(cell.name,))
    yield from _two_values(environment, limits)


def _two_values(environment: Environment, limits: Mapping[str, Limit]) -> Iterator[Diagnostic]:
    """A quota of a project is one, however many cells of the project state it."""
    for quota in quotas(environment, limits):
        stating = [cell for cell in environment.cells if quota.scope.holds(cell) and quota.name in cell.quotas]
        for cell in stating[1:]:
            first = stating[0]
            if cell.quotas[quota.name] != first.quotas[quota.name]:
                yield Diagnostic(
                    "ET627",
                    f"`{quota.name}` is one quota of {quota.scope.project}, and has two values",
                    _span(environment, f"quotas.{cell.name}.{quota.name}"),
                    "state what Google granted in one of the cells, or the same in all",
                    related=(Related(_span(environment, f"quotas.{first.name}.{quota.name}"), f"cell {first.name}"),),
                    cells=tuple(one.name for one in environment.cells if quota.scope.holds(one)),
                )


def fullness(
    environment: Environment,
    limits: Mapping[str, Limit],
    headroom: Percent,
    platforms: Mapping[str, Demand],
    demands: Mapping[str, Demand],
) -> Iterator[Diagnostic]:
    """Quotas that are exceeded, or nearly so, by what lives in each cell."""
    by_cell: dict[str, list[Demand]] = {}
    for name, taken in demands.items():
        if len(environment.cells) == 1 or name in environment.placements:
            by_cell.setdefault(environment.cell_of(name).name, []).append(taken)
    for use in uses(environment, limits, platforms, by_cell):
        if use.remaining < 0:
            yield _exceeded(environment, use)
        elif use.variable and use.used * 100 > use.quota.value * (100 - headroom):
            yield _nearly(environment, use, headroom)


def alone(
    environment: Environment,
    limits: Mapping[str, Limit],
    demands: Mapping[str, Demand],
    documents: Mapping[str, Document],
) -> Iterator[Diagnostic]:
    """Event Types that fit nowhere, however empty a cell is."""
    single = [(name, limit) for name, limit in single_limits(limits) if name not in _JUDGED_ELSEWHERE]
    every = quotas(environment, limits)
    largest = {
        quota.counts: max((one for one in every if one.counts == quota.counts), key=lambda one: one.value)
        for quota in every
        if quota.counts in _PLACES
    }
    for name, taken in demands.items():
        for key, limit in single:
            if taken.get(limit.counts, 0) > limit.value:
                yield _alone(name, key, limit, limit.value, taken, documents[name])
        for counts, quota in largest.items():
            if taken.get(counts, 0) > quota.value:
                yield _alone(name, quota.name, quota.limit, quota.value, taken, documents[name])


def fewer_than_always_run(environment: Environment, policies: Policies) -> Iterator[Diagnostic]:
    """The cap of an environment, where a level of importance has more machines that always run."""
    most = environment.etl.max_machines
    for level, row in policies.delivery.items():
        if most is not None and row.redundancy > most:
            reason = policies.places[f"importance.{level}.redundancy"]
            yield Diagnostic(
                "ET208",
                f"`max_machines` of {most} is less than `redundancy` of {level} importance, {row.redundancy}",
                _span(environment, "etl.max_machines"),
                f"allow {row.redundancy} machines at least: that many always run",
                related=(Related(Span(reason.file, reason.line, reason.column), "what bounds it is here"),),
            )


def capped(
    environment: Environment, demands: Mapping[str, Demand], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Event Types whose peak needs more machines than the environment allows one of them."""
    most = environment.etl.max_machines
    for name, taken in demands.items():
        needed = taken.get("etl.peak", 0)
        if most is not None and needed > max(most, taken.get("etl.minimum", 0)):  # what always runs is told once
            yield Diagnostic(
                "ET628",
                f"the peak of `{name}` needs {needed} machines, {environment.name} allows {most}",
                documents[name].span(("traffic", "peak")),
                f"raise `max_machines` to {needed} at least, or declare the peak that it really has",
                event_type=name,
                related=(Related(_span(environment, "etl.max_machines"), "the cap is set here"),),
            )


def _alone(name: str, key: str, limit: Limit, value: int, taken: Demand, document: Document) -> Diagnostic:
    needed = amount(limit.counts, taken[limit.counts])
    message = f"`{name}` alone takes {needed} of {key}, of which there are {amount(limit.counts, value)}"
    hint = f"declare what it really sends, or split it; the limit: {limit.source}"
    if limit.per in {"project", "region"}:
        hint = (
            f"declare what it really sends, split it, or have the limit raised ({limit.source}) and write that "
            "under `quotas` of a cell"
        )
    return Diagnostic(
        "ET625", message, document.span(_PLACES.get(limit.counts, ("event_type",))), hint, event_type=name
    )


def _exceeded(environment: Environment, use: Use) -> Diagnostic:
    quota = use.quota
    usage = (
        f"{amount(quota.counts, use.used)} of {quota.name} are needed, {amount(quota.counts, quota.value)} are there"
    )
    return Diagnostic(
        "ET623",
        f"the cell {_cells(environment, quota)} is too full: {usage} ({quota.limit.unit})",
        _place(environment, quota),
        f"have Google raise it and state `quotas: {{{quota.name}: …}}` here, or add a cell for Event Types that "
        f"are not applied yet: nothing that is placed moves by itself. The limit: {quota.limit.source}",
        related=_related(environment, quota),
        cells=tuple(cell.name for cell in environment.cells if quota.scope.holds(cell)),
    )


def _nearly(environment: Environment, use: Use, headroom: Percent) -> Diagnostic:
    quota = use.quota
    usage = f"{amount(quota.counts, use.used)} of {amount(quota.counts, quota.value)} {quota.name} are used"
    return Diagnostic(
        "ET624",
        f"the cell {_cells(environment, quota)} is nearly full: {usage}",
        _place(environment, quota),
        f"less than {headroom} are left: ask Google to raise it, which takes days, or add a cell. "
        f"The limit: {quota.limit.source}",
    )


def _cells(environment: Environment, quota: Quota) -> str:
    return " + ".join(cell.name for cell in environment.cells if quota.scope.holds(cell))


def _place(environment: Environment, quota: Quota) -> Span:
    if quota.raised:
        return _span(environment, f"quotas.{quota.raised}.{quota.name}")
    first = next(cell.name for cell in environment.cells if quota.scope.holds(cell))
    return _span(environment, f"cells.{first}")


def _related(environment: Environment, quota: Quota) -> tuple[Related, ...]:
    others = [cell.name for cell in environment.cells if quota.scope.holds(cell)][1:]
    return tuple(Related(_span(environment, f"cells.{name}"), "shares it: the same project") for name in others)


def _span(environment: Environment, key: str) -> Span:
    reason = environment.places.get(key)
    return (
        Span(reason.file, reason.line, reason.column)
        if reason
        else Span(f"stacks/environments/{environment.name}.yaml")
    )
