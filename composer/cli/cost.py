"""`composer cost`: what the fleet costs a month, and what would change that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import (
    chosen,
    emit,
    emit_json,
    environment_option,
    format_option,
    judged_fleet,
    refuse,
)

if TYPE_CHECKING:
    from composer.costs.cost_view import View
    from composer.costs.fleet_cost import Cost
    from composer.costs.priced_fleet import PricedFleet
    from composer.repository import Repository

GROUPS = ("type", "owner", "domain", "importance", "cell", "facet", "price", "month")


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

    fleet, here = _fleet(names, environment, age)
    view = partial(View, environment, fleet.prices, age)
    if wishes:
        other, unchanged = _with_wishes(fleet, wishes)
        against = f"with {', '.join(wishes)}"
        return view(other.costs(), fleet.excluded, fleet.costs(), against, unchanged=unchanged)
    costs = fleet.costs()
    if base is not None:
        return view(costs, fleet.excluded, _at_base(here, base, fleet), f"compared with {base}")
    if monthly:
        return view(costs, fleet.excluded, months=fleet.months())
    alone = levers and fleet.selected and len(fleet.selected) == 1 and not fleet.excluded
    return view(costs, fleet.excluded, levers=fleet.levers(fleet.selected[0]) if alone and fleet.selected else ())


def _fleet(names: tuple[str, ...], environment: str, age: int | None) -> tuple[PricedFleet, Repository]:
    """The part of the fleet that compiles, with prices. Ends the program where there are none."""
    from composer.costs.priced_fleet import PricedFleet
    from composer.costs.prices import NoPricesError, load

    checked = judged_fleet(environment)
    selected = chosen(checked, names) if names else None
    try:
        prices = load(checked.repository, checked.policies.sizing.machine_type)
    except NoPricesError as error:
        refuse(checked, error.diagnostics)
    fleet = PricedFleet(
        checked.environment,
        checked.policies,
        checked.shared_by_cell,
        checked.event_types,
        checked.documents,
        checked.graphs,
        prices,
        age,
        selected,
    )
    return fleet, checked.repository


def _with_wishes(fleet: PricedFleet, wishes: tuple[str, ...]) -> tuple[PricedFleet, tuple[tuple[str, str], ...]]:
    from composer.costs.what_if import NoSuchValueError

    try:
        return fleet.changed(wishes)
    except NoSuchValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--what-if") from error


def _at_base(here: Repository, ref: str, fleet: PricedFleet) -> tuple[Cost, ...]:
    from composer.base.git_ref import NoBaseError
    from composer.operations.cost_at_base import costs_at

    try:
        return costs_at(here, ref, fleet)
    except NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
