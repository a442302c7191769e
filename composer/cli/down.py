"""`composer down`: destroy stacks of a simulated environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli.checked_fleet import chosen, environment_option, format_option, settled_fleet
from composer.cli.up import parallel_option, refresh_option, yes_option

if TYPE_CHECKING:
    from composer.engine.desired import Desired
    from composer.stages import Settled


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@parallel_option
@refresh_option
@yes_option
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    environment: str,
    parallel: int | None,
    refresh: bool,
    yes: bool,
    form: str,
) -> None:
    """Destroy the stacks of every Event Type, or of those named; without names also what they share.

    Only simulated environments: elsewhere Event Types are retired through their lifecycle. Stacks of Event Types whose
    definition has gone are destroyed as well, unless names are given. Where nobody can be asked, --yes has to be given.
    """
    from composer.cli import engine_run
    from composer.engine.desired import Request
    from composer.printing.plurals import counted

    settled = settled_fleet(environment)
    target = settled.environment
    if not target.simulated:
        raise click.UsageError(
            f"{environment} is a real environment, and `down` would destroy what it holds: retire Event Types through "
            "their `lifecycle`."
        )
    doomed = _doomed(settled, names)
    resources = counted(sum(len(one.graph.resources) for one in doomed), "resource")
    what = f"{counted(len(doomed), 'stack')} of {environment} with {resources}"
    engine_run.confirm(f"Destroy {what}?", f"`down` destroys {what}", yes=yes)
    request = Request(
        target,
        settled.repository.root,
        doomed,
        action="down",
        parallel=parallel or 0,
        refresh=refresh,
    )
    context.exit(engine_run.run_and_report(request, form))


def _doomed(settled: Settled, names: tuple[str, ...]) -> tuple[Desired, ...]:
    """The stacks to destroy: recorded owners as they were applied, others by name alone."""
    from composer.cli import engine_run
    from composer.engine.desired import Desired
    from composer.graph import build_graph, cell_of, is_shared, layer, shared_owners
    from composer.ledger import Ledger

    environment = settled.environment
    ledger = Ledger.of(environment)
    owners = set(ledger.owners())
    if names:
        # a definition that has gone may still have a stack: its name is known to the ledger
        removed = {name for name in names if name in owners and name not in settled.event_types}
        owners = removed | set(chosen(settled, [name for name in names if name not in removed]))
    else:
        owners |= {*settled.event_types, *shared_owners(environment.cell_names)}
    records = ledger.read(sorted(owners))
    engine_run.report_unreadable(ledger.unreadable)
    cells = {cell.name: cell for cell in environment.cells}
    doomed = []
    for owner in sorted(owners, key=lambda one: (-layer(one), one)):
        graph = records[owner].graph if owner in records else build_graph(owner, ())
        cell = cells.get(cell_of(owner)) if is_shared(owner) else None
        doomed.append(Desired(graph, cell or environment.cell_of(owner)))
    return tuple(doomed)
