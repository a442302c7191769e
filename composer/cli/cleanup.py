"""`composer cleanup`: what may end, which gates hold it back, and who can open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import asked_google, exit_codes
from composer.cli.checked_fleet import chosen, emit, emit_json, environment_option, format_option, judged_fleet
from composer.printing import output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.costs.prices import Prices
    from composer.graph import ResourceGraph
    from composer.live.google import Google
    from composer.stages import Checked


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@format_option("text", "json", "readers")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], environment: str, form: str) -> None:
    """Show which Event Types may take their next step, and what those before left: each gate with its evidence.

    Asked are Monitoring, Logging, Cloud Storage and BigQuery; nothing is changed. A gate that cannot be read is shut.
    Having no data proves nothing: a gate opens only if a control, something else of the same source, has data on every
    day of the window. `--format readers` is for `notices --seen`: who read what, of every Event Type. Ends with 0, and
    with 3 if something could not be read.
    """
    from composer.live.failures import CloudFailedError

    checked = judged_fleet(environment)
    selected = chosen(checked, names) if names else [*checked.event_types]
    try:
        with asked_google.google(checked) as google:
            fleet = _Fleet(checked, selected, google)
            complete = fleet.print_readers() if form == "readers" else fleet.print_dues(form)
    except CloudFailedError as error:
        asked_google.refused(error)
        complete = False
    context.exit(exit_codes.FINE if complete else exit_codes.CLOUD_FAILED)


class _Fleet:
    """The Event Types that were asked for, with what was applied of them."""

    def __init__(self, checked: Checked, names: Sequence[str], google: Google) -> None:
        from composer.lifecycle.sight import Sight

        self.checked, self.names = checked, names
        self.graphs = applied_graphs(checked, names)
        self.sight = Sight(google, checked.policies.endings)

    def print_dues(self, form: str) -> bool:
        """Print what may end; True if every gate could be read."""
        from composer.lifecycle.due import dues
        from composer.reports import cleanup_json, cleanup_text

        listed = dues(self.checked, self.names, self.graphs, self.sight, _prices(self.checked))
        environment = self.checked.environment.name
        if form == "json":
            emit_json(cleanup_json.document(environment, listed))
        else:
            emit(cleanup_text.render(environment, listed, len(self.names)))
        return all(gate.readable for due in listed for gate in due.gates)

    def print_readers(self) -> bool:
        """Print who read what; True if every log could be read."""
        from composer.lifecycle.sight import Subject
        from composer.reports import readers_json

        seen = {}
        for name, graph in self.graphs.items():
            event = self.checked.event_types[name]
            project = self.checked.environment.cell(event.cell).project
            seen[name] = self.sight.readers(Subject(event, project, graph.resources))
        emit_json(readers_json.document(seen))
        return all(not one.evidence.refusal for every in seen.values() for one in every)


def applied_graphs(checked: Checked, names: Sequence[str]) -> Mapping[str, ResourceGraph]:
    """What there is of Event Types: as it was applied, or else as it would be."""
    from composer.cli import engine_run

    applied = engine_run.applied(checked, names)
    for name, why in sorted(applied.unknown.items()):
        output.echo(f"note: what was applied of {name} is not known, so what it left is not listed: {why}.", err=True)
    return {
        name: applied.records[name].graph if name in applied.records else checked.graphs[name]
        for name in names
        if name in applied.records or name in checked.graphs
    }


def _prices(checked: Checked) -> Prices | None:
    from composer.costs.prices import NoPricesError, load

    try:
        return load(checked.repository, checked.policies.sizing.machine_type)
    except NoPricesError:
        return None
