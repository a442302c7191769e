"""`composer list`: the Event Types of the fleet, and which of them are whose."""

from __future__ import annotations

import fnmatch
from dataclasses import fields
from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import (
    emit,
    emit_json,
    environment_option,
    format_option,
    judged_fleet,
    suggestion,
)
from composer.model import Importance, State
from composer.reports.list_rows import ORDERS, Filter
from composer.spec.storage import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from composer.reports.list_rows import Row
    from composer.stages import Checked

FILTERS = {
    "owner": "Only what this team owns.",
    "consumer": "Only what this team reads.",
    "domain": "Only what is in this folder of eventtypes/.",
    "importance": "Only those of this importance.",
    "state": "Only those in this state of their lives.",
    "storage": "Only those that are kept in this kind of storage.",
    "cell": "Only those in this cell.",
}
"""What each field of `Filter` asks for; one without words fails here."""


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    for name in reversed([field.name for field in fields(Filter)]):
        command = click.option(f"--{name}", multiple=True, metavar=name.upper(), help=FILTERS[name])(command)
    return command


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_filters
@click.option("--sort", type=click.Choice(list(ORDERS)), default="name", show_default=True, help="In which order.")
@environment_option
@format_option("text", "json")
def command(names: tuple[str, ...], sort: str, environment: str, form: str, **asked: tuple[str, ...]) -> None:
    """List Event Types: owner, importance, state, storage, traffic, what they cost a month, and where they are defined.

    NAME may be a pattern such as 'End*'. Every filter can be given several times, and then one of its values is enough.
    Event Types with errors are listed, too, without a cost; what cannot even be read is counted.
    """
    from composer.reports import list_json, list_rows, list_text

    checked = judged_fleet(environment, noted=False)  # the list counts them itself
    cents, currency = _costs(checked)
    every = list_rows.rows(checked.event_types.values(), checked.documents, cents)
    _check_known(asked, every, checked)
    chosen = Filter(**asked)
    shown = [row for row in every if chosen.keeps(row) and _named(row.name, names)]
    if names and not shown and not any(_named(row.name, names) for row in every):
        raise click.UsageError(
            f"there is no Event Type '{names[0]}'. {suggestion(names[0], [row.name for row in every])}"
        )
    shown.sort(key=ORDERS[sort])
    unread = checked.files - len(every)
    if form == "json":
        emit_json(list_json.document(environment, currency, {"name": names, **asked}, shown, unread))
    else:
        emit(list_text.render(shown, len(every), currency, unread))


def _named(name: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _check_known(asked: Mapping[str, tuple[str, ...]], rows: Sequence[Row], checked: Checked) -> None:
    """A usage error for a value that nothing can have: a misspelt team owns nothing, and silence would lie."""
    for kind, values in asked.items():
        choices = dict.fromkeys((*_choices(kind, checked), *sorted({one for row in rows for one in row.values(kind)})))
        for value in values:
            if value not in choices:
                message = f"no Event Type can have '{value}'. {suggestion(value, [*choices])}"
                raise click.BadParameter(message, param_hint=f"--{kind}")


def _choices(kind: str, checked: Checked) -> Iterable[str]:
    """Every value that an Event Type may have of this, whether or not one has it; folders are only known by what is in
    them."""
    choices: Mapping[str, Iterable[str]] = {
        "owner": checked.policies.owners,
        "consumer": checked.policies.owners,
        "domain": (),
        "importance": Importance,
        "state": State,
        "storage": KINDS,
        "cell": checked.environment.cell_names,
    }
    return choices[kind]


def _costs(checked: Checked) -> tuple[Mapping[str, int], str]:
    """The monthly cents of each Event Type that compiles, once storage is full, and the currency; nothing and "" where
    the repository has no usable prices."""
    from composer.costs.fleet_cost import of_fleet
    from composer.costs.prices import NoPricesError, load

    sizing = checked.policies.sizing
    try:
        prices = load(checked.repository, sizing.machine_type)
    except NoPricesError:
        return {}, ""
    costs = of_fleet(checked.environment, checked.shared_by_cell, checked.event_types, checked.graphs, prices, sizing)
    return {cost.name: cost.cents for cost in costs}, prices.currency
