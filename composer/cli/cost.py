"""`composer cost`: what the fleet costs a month, and what would change that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import (
    chosen,
    compiled_as_far_as_possible,
    emit,
    emit_json,
    environment_option,
    format_option,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.costs.cost_view import Lever, Month, View
    from composer.costs.fleet_cost import Cost
    from composer.costs.prices import Prices
    from composer.graph import ResourceGraph
    from composer.pipeline import Settled

GROUPS = ("type", "owner", "domain", "importance", "cell", "facet", "price", "month")
MONTHS = (*range(1, 13), *range(18, 36, 6), *range(36, 121, 12))
"""Months after the first event that are shown one by one: later ones are hardly another bill."""


def _days(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    del context, parameter
    if text is None:
        return None
    from composer.spec.quantities import Duration
    from composer.units import whole_days

    try:
        return whole_days(Duration.parse(text).seconds)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@click.option("--by", type=click.Choice(GROUPS), help="Add up by this alone.")
@click.option("--base", metavar="REF", help="Compare with the definitions and prices of a git ref.")
@click.option(
    "--what-if",
    "wishes",
    multiple=True,
    metavar="PATH[<|>]=VALUE",
    help="Compare with definitions that say something else: storage.retention=1y, or keep to a bound: "
    "'storage.retention<=1y'. May be given several times.",
)
@click.option("--age", callback=_days, metavar="TIME", help="So long after the first event; default: storage is full.")
@click.option("--all", "every", is_flag=True, help="Show every Event Type, not only the most expensive.")
@format_option("text", "json", "csv")
def command(
    names: tuple[str, ...],
    environment: str,
    by: str | None,
    base: str | None,
    wishes: tuple[str, ...],
    age: int | None,
    every: bool,
    form: str,
) -> None:
    """Show what Event Types cost a month at list prices, and what would change that; for one NAME, line by line.

    Quantities follow from the declared traffic and the compiled graphs, prices from stacks/policy/prices.yaml. Not
    known to it: discounts, queries, reading and copying by consumers, logs, and how well events are compressed;
    the composer's page on the model of cost says more. Amounts are rounded once, for each Event Type: all sums agree
    to the cent.
    """
    if base is not None and wishes:
        raise click.UsageError("--base and --what-if are two comparisons: use one at a time.")
    if by == "month" and (base or wishes or age):
        raise click.UsageError("--by month shows every month there is: leave out --base, --what-if and --age.")
    view = _view(names, environment, base, wishes, age, levers=form != "csv" and by is None, monthly=by == "month")
    if form == "json":
        from composer.reports import cost_json

        emit_json(cost_json.document(view))
    elif form == "csv":
        from composer.printing import csv_text
        from composer.reports import cost_json

        rows = cost_json.month_rows(view) if view.months else cost_json.csv_rows(view.costs, view.prices.currency)
        emit(csv_text.document(rows))
    else:
        from composer.reports import cost_text

        emit(cost_text.render(view, by=by, every=every))


def _view(
    names: tuple[str, ...],
    environment: str,
    base: str | None,
    wishes: tuple[str, ...],
    age: int | None,
    *,
    levers: bool,
    monthly: bool,
) -> View:
    from composer.costs.cost_view import View

    settled, platforms = compiled_as_far_as_possible(environment)
    selected = chosen(settled, names) if names else None
    prices = _prices(settled)
    costs = _of(settled, platforms, prices, age, selected)
    excluded = [name for name in selected or settled.event_types if name not in settled.compiled]
    if wishes:
        wished, unchanged = _wished(settled, platforms, prices, age, selected, wishes)
        return View(
            environment, prices, age, wished, tuple(excluded), costs, f"with {', '.join(wishes)}", unchanged=unchanged
        )
    if base is not None:
        before = _at_base(settled, base, _of(settled, platforms, prices, age, None), age)
        if selected is not None:
            before = tuple(cost for cost in before if cost.name in selected)
        return View(environment, prices, age, costs, tuple(excluded), before, f"compared with {base}")
    if monthly:
        months = _months(settled, platforms, prices, selected, costs)
        return View(environment, prices, age, costs, tuple(excluded), months=months)
    offered = (
        _levers(settled, prices, age, selected[0])
        if levers and selected and len(selected) == 1 and not excluded
        else ()
    )
    return View(environment, prices, age, costs, tuple(excluded), levers=offered)


def _prices(settled: Settled) -> Prices:
    from composer.costs.prices import NoPricesError, load

    try:
        assert settled.policies is not None
        return load(settled.repository, settled.policies.sizing.machine_type)
    except NoPricesError as error:
        refuse(settled, error.diagnostics)


def _of(
    settled: Settled,
    platforms: Mapping[str, ResourceGraph],
    prices: Prices,
    age: int | None,
    selected: list[str] | None,
) -> tuple[Cost, ...]:
    from composer.costs.fleet_cost import of_fleet

    assert settled.environment is not None
    assert settled.policies is not None
    costs = of_fleet(
        settled.environment, platforms, settled.event_types, settled.compiled, prices, settled.policies.sizing, age
    )
    return costs if selected is None else tuple(cost for cost in costs if cost.name in selected)


def _months(
    settled: Settled,
    platforms: Mapping[str, ResourceGraph],
    prices: Prices,
    selected: list[str] | None,
    full: tuple[Cost, ...],
) -> tuple[Month, ...]:
    """Month by month from the first event on, as long as costs still grow."""
    from composer.costs.cost_view import Month

    most, months = sum(cost.cents for cost in full), []
    for number in MONTHS:
        cents = sum(cost.cents for cost in _of(settled, platforms, prices, number * 365 // 12, selected))
        if cents == most:
            break
        months.append(Month(number, cents))
    return (*months, Month(None, most))


def _wished(
    settled: Settled,
    platforms: Mapping[str, ResourceGraph],
    prices: Prices,
    age: int | None,
    selected: list[str] | None,
    wishes: tuple[str, ...],
) -> tuple[tuple[Cost, ...], tuple[tuple[str, str], ...]]:
    """The costs if every Event Type that was named (or every one that can) said something else; and those that cannot,
    with the reason."""
    from dataclasses import replace

    from composer.costs.what_if import Change, NoSuchValueError, changed

    assert settled.environment is not None
    assert settled.policies is not None
    events, graphs, unchanged = dict(settled.event_types), dict(settled.compiled), []
    chosen_ones = [name for name in (settled.compiled if selected is None else selected) if name in graphs]
    try:
        changes = tuple(Change.parse(wish) for wish in wishes)
        for name in chosen_ones:
            document = settled.documents[name]
            try:
                events[name], graphs[name] = changed(
                    events[name], document, changes, settled.environment, settled.policies
                )
            except NoSuchValueError as error:
                unchanged.append((name, str(error)))
                if selected is not None or len(unchanged) == len(chosen_ones):
                    raise
    except NoSuchValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--what-if") from error
    return _of(replace(settled, event_types=events, compiled=graphs), platforms, prices, age, selected), tuple(
        unchanged
    )


def _levers(settled: Settled, prices: Prices, age: int | None, name: str) -> tuple[Lever, ...]:
    from composer.costs.cost_view import Lever
    from composer.costs.fleet_cost import of_event_type
    from composer.costs.what_if import NoSuchValueError, changed, levers

    assert settled.environment is not None
    assert settled.policies is not None
    event = settled.event_types[name]
    rates = prices, settled.policies.sizing, settled.environment.cell(event.cell).region
    now = of_event_type(event, settled.compiled[name], *rates, age).cents
    offered = []
    for description, changes in levers(event):
        try:
            other, graph = changed(event, settled.documents[name], changes, settled.environment, settled.policies)
        except NoSuchValueError:
            continue  # nothing that this Event Type could be
        then = of_event_type(other, graph, *rates, age).cents
        offered.append(Lever(description, then, then - now))
    return tuple(offered)


def _at_base(settled: Settled, ref: str, costs: tuple[Cost, ...], age: int | None) -> tuple[Cost, ...]:
    """The costs at a git ref of what `costs` are of and of what is no more, by the prices of that ref, if it has any.

    Where only definitions differ, the others cost what they cost now.
    """
    from composer import pipeline
    from composer.base import git_ref
    from composer.costs.fleet_cost import of_fleet
    from composer.costs.prices import NoPricesError, load

    assert settled.environment is not None
    same: tuple[Cost, ...] = ()
    try:
        with git_ref.at(settled.repository, ref) as base:
            if base.lacks(settled.environment.name):
                return ()
            paths = None
            if base.changed is not None:
                files = base.repository.definitions()
                paths = [path for path in files if _changed(base.repository.relative(path), base.changed)]
                new = {name for name, document in settled.documents.items() if _changed(document.file, base.changed)}
                same = tuple(cost for cost in costs if cost.name not in new)
            then = pipeline.settle(base.repository, settled.environment.name, paths)
            machines = then.policies.sizing.machine_type if then.policies else ""
            try:
                prices = load(base.repository, machines)
            except NoPricesError:
                prices = _prices(settled)
    except git_ref.NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
    if then.environment is None or then.policies is None:
        why = f": {then.diagnostics[0].span.file}: {then.diagnostics[0].message}" if then.diagnostics else ""
        raise click.BadParameter(f"{ref} cannot be compiled{why}.", param_hint="--base")
    graphs = pipeline.build_sound(then)
    platforms = {cell.name: graphs.pop(f"platform:{cell.name}") for cell in then.environment.cells}
    before = of_fleet(then.environment, platforms, then.event_types, graphs, prices, then.policies.sizing, age)
    known_names = {cost.name for cost in same}
    return (*same, *(cost for cost in before if cost.name not in known_names))


def _changed(file: str, changed: frozenset[str]) -> bool:
    return file in changed or f"{file.rpartition('.')[0]}.versions.jsonl" in changed
