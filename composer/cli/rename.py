"""`composer rename`: a new name for an Event Type, as a new one beside the old into which everybody moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli.argument_types import event_type_name
from composer.cli.checked_fleet import chosen, emit, environment_option, refuse, settled_fleet
from composer.cli.here import called
from composer.cli.retire import day_option

if TYPE_CHECKING:
    from composer.operations.renaming import Renaming
    from composer.stages import Settled


@click.command()
@click.argument("old")
@click.argument("new", callback=event_type_name)
@day_option
@click.option("--dry-run", is_flag=True, help="Show the way and write nothing.")
@environment_option
def command(old: str, new: str, sunset: str, environment: str, *, dry_run: bool) -> None:
    """Begin to give an Event Type another name, and say how far that is whenever it is called again.

    It writes the definition of NEW, which is that of OLD with `former_names`, and deprecates OLD until the sunset.
    Then events are mirrored, both are compared, consumers and producers move, and OLD is retired: nothing is deleted
    and made again, and what OLD delivered stays under its name. What 'composer check' would refuse is not written.
    """
    from composer.printing import output
    from composer.reports import rename_text

    settled = settled_fleet(environment)
    chosen(settled, [old])
    renaming = _renamed(settled, old, new, sunset)
    writing = bool(renaming.edits) and not dry_run
    if writing:
        _write(renaming, settled)  # first, since nobody may read what is printed to its end
    emit(rename_text.render(renaming))
    if writing:
        written = " and ".join(edit.file for edit in renaming.edits)
        output.echo("", f"{written}: written. They count once they are merged and applied with '{called()} up'.")


def _renamed(settled: Settled, old: str, new: str, sunset: str) -> Renaming:
    from composer.documents.entry_edits import UneditableError
    from composer.operations import renaming
    from composer.operations.retirement import NoStepError, Refused

    try:
        result = renaming.renamed(settled, old, new, sunset)
    except NoStepError as error:
        raise click.UsageError(str(error)) from error
    except UneditableError as error:
        message = f"{settled.documents[old].file} is written in a way that cannot be edited without changing more of it"
        way_on = f"write both definitions yourself, then run '{called()} rename {old} {new}' again"
        raise click.ClickException(f"{message}: {way_on}") from error
    if isinstance(result, Refused):
        refuse(result.fleet, result.diagnostics, "Nothing was written: this is what it would be refused for.")
    return result


def _write(renaming: Renaming, settled: Settled) -> None:
    """Write the new definition first: killed between the two, `check` says what is missing, and this writes it."""
    from composer.system import atomic_writes

    for edit in renaming.edits:
        write = atomic_writes.create if edit.before is None else atomic_writes.write
        write(edit.path, edit.after, within=settled.repository.root)
