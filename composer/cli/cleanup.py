"""`composer cleanup`: what may end, which gates hold it back, and who can open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.checked_fleet import chosen, emit, emit_json, environment_option, format_option, judged_fleet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.costs.prices import Prices
    from composer.graph import ResourceGraph
    from composer.lifecycle.gates import Due
    from composer.stages import Checked


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@format_option("text", "json")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], environment: str, form: str) -> None:
    """Show which Event Types may take their next step, and what those before left: each gate with its evidence.

    Asked are Monitoring, Logging, Cloud Storage and BigQuery; nothing is changed. A gate that cannot be read is shut.
    Having no data proves nothing: a gate opens only if a control, something else of the same source, has data on every
    day of the window. Ends with 0, and with 3 if a gate could not be read.
    """
    from composer.live.failures import CloudFailedError

    checked = judged_fleet(environment)
    selected = chosen(checked, names) if names else [*checked.event_types]
    try:
        listed = _dues(checked, selected)
    except CloudFailedError as error:
        from composer.cli import asked_google

        asked_google.refused(error)
        context.exit(exit_codes.CLOUD_FAILED)
    if form == "json":
        from composer.reports import cleanup_json

        emit_json(cleanup_json.document(environment, listed))
    else:
        from composer.reports import cleanup_text

        emit(cleanup_text.render(environment, listed, len(selected)))
    unread = any(not gate.readable for due in listed for gate in due.gates)
    context.exit(exit_codes.CLOUD_FAILED if unread else exit_codes.FINE)


def _dues(checked: Checked, names: Sequence[str]) -> tuple[Due, ...]:
    from composer.cli import asked_google, engine_run
    from composer.lifecycle.due import dues
    from composer.lifecycle.sight import Sight

    applied = engine_run.applied(checked, names)
    for name, why in sorted(applied.unknown.items()):
        from composer.printing import output

        output.echo(f"note: what was applied of {name} is not known, so what it left is not listed: {why}.", err=True)
    graphs: dict[str, ResourceGraph] = {
        name: applied.records[name].graph if name in applied.records else checked.graphs[name]
        for name in names
        if name in applied.records or name in checked.graphs
    }
    with asked_google.google(checked) as google:
        return dues(checked, names, graphs, Sight(google, checked.policies.endings), _prices(checked))


def _prices(checked: Checked) -> Prices | None:
    from composer.costs.prices import NoPricesError, load

    try:
        return load(checked.repository, checked.policies.sizing.machine_type)
    except NoPricesError:
        return None
