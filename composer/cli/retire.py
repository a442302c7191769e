"""`composer retire`: the next step in the life of an Event Type, written into its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.argument_types import day, event_type_name
from composer.cli.checked_fleet import chosen, emit, environment_option, refuse, settled_fleet
from composer.cli.here import called
from composer.model import State

if TYPE_CHECKING:
    from composer.operations.retirement import Request, Retirement
    from composer.stages import Settled


day_option = click.option(
    "--sunset", metavar="DAY", callback=day, help="The day after which publishing stops: 2027-03-31."
)


@click.command()
@click.argument("name")
@click.option(
    "--to",
    "target",
    type=click.Choice([state.value for state in State]),
    help="The state to go to; the next one if left out.",
)
@day_option
@click.option("--replaced-by", metavar="NAME", callback=event_type_name, help="The Event Type to use instead.")
@click.option("--dry-run", is_flag=True, help="Show the step and write nothing.")
@environment_option
@click.pass_context
def command(
    context: click.Context,
    name: str,
    target: str | None,
    sunset: str,
    replaced_by: str,
    environment: str,
    *,
    dry_run: bool,
) -> None:
    """Write the next step of an Event Type's life into its definition, and say what it means.

    Nothing but the lines of `lifecycle` changes, and nothing happens to resources before the change is merged and
    applied. What 'composer check' would refuse is not written. A step that the lifecycle does not have is refused, with
    those that it has; with --to deprecated and another --sunset, what is deprecated ends on another day.
    """
    from composer.operations.retirement import Request
    from composer.printing import output
    from composer.reports import retire_text

    settled = settled_fleet(environment)
    chosen(settled, [name])
    request = Request(State(target) if target else None, sunset, replaced_by)
    retirement = _retired(settled, name, request)
    if not dry_run:
        _write(retirement, settled)  # first, since nobody may read what is printed to its end
    emit(retire_text.render(retirement))
    if not dry_run:
        file = retirement.edit.file
        output.echo("", f"{file} is written. It counts once it is merged and applied with '{called()} up'.")
    context.exit(exit_codes.FINE)


def _retired(settled: Settled, name: str, request: Request) -> Retirement:
    from composer.documents.entry_edits import UneditableError
    from composer.operations import retirement

    try:
        result = retirement.retired(settled, name, request)
    except retirement.NoStepError as error:
        raise click.UsageError(str(error)) from error
    except UneditableError as error:
        file = settled.documents[name].file
        message = f"{file} is written in a way that cannot be edited without changing more than `lifecycle`"
        way_on = f"write the step yourself, then run '{called()} check --base main'"
        raise click.ClickException(f"{message}: {way_on}") from error
    if isinstance(result, retirement.Refused):
        refuse(result.fleet, result.diagnostics, "Nothing was written: this is what the step would be refused for.")
    return result


def _write(retirement: Retirement, settled: Settled) -> None:
    from composer.system import atomic_writes

    edit = retirement.edit
    atomic_writes.write(edit.path, edit.after, within=settled.repository.root)
