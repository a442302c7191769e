"""'composer local pass': time goes by in a simulated environment, for its cloud and for what the ledger remembers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from composer.cli.argument_types import seconds_of
from composer.cli.checked_fleet import judged_fleet
from composer.cli.local_cloud import FORMAT, print_answer, simulated_cloud
from composer.printing.blocks import Line
from composer.printing.plurals import counted
from composer.units import DAY

if TYPE_CHECKING:
    from composer.model.environment import Environment

MOST = 10 * 365 * DAY
"""Seconds that go by at once."""


def _time(context: click.Context, parameter: click.Parameter, text: str) -> int:
    del context, parameter
    return seconds_of(text, MOST, "is too much at once: 10y at most")


@click.command("pass")
@click.argument("seconds", callback=_time, metavar="TIME")
@click.option("--environment", default="local", show_default=True, metavar="E", help="A simulated environment.")
@FORMAT
def pass_(seconds: int, environment: str, form: str) -> None:
    """Let time go by, such as 2d: all that happened in the simulated cloud is so much longer ago.

    Whatever goes on still does. With a day or more, lifecycle rules of buckets have deleted what they delete; what
    waits for a day, or can be brought back for some, is closer to its end. Days in definitions stay what they are.
    """
    from composer.localcloud import passing

    settled_environment = judged_fleet(environment).environment
    if not settled_environment.simulated:
        raise click.BadParameter(f"'{environment}' is a real environment.", param_hint="--environment")
    deleted = passing.passed(simulated_cloud(), seconds)
    _age(settled_environment, seconds)
    document = {"format": "composer/local-pass/v1", "seconds": seconds, "deleted": deleted}
    message = f"It is as if that time had passed; lifecycle rules deleted {counted(deleted, 'object')}."
    print_answer(form, document, lambda: [Line(message)])


def _age(environment: Environment, seconds: int) -> None:
    """Make what the ledger says about times so much older."""
    from composer.ledger import Ledger
    from composer.localcloud.passing import earlier

    ledger = Ledger.of(environment)
    for record in ledger.read(ledger.owners()).values():
        former = tuple(replace(one, removed_at=earlier(one.removed_at, seconds)) for one in record.former)
        since = {name: earlier(moment, seconds) for name, moment in record.since.items()}
        ledger.write(replace(record, former=former, since=since))
