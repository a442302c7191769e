"""`composer build`: the resource graphs as canonical JSON."""

from __future__ import annotations

import click

from composer.cli.checked_fleet import checked_fleet, chosen, emit, environment_option


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@click.option("--out", metavar="FILE", help="Write to this file instead of stdout.")
def command(names: tuple[str, ...], environment: str, out: str | None) -> None:
    """Print the resource graphs as canonical JSON: of every Event Type and what cells share, or of those named.

    The same definitions give the same bytes on every machine. A fleet with errors gives no graphs: ends with 1.
    """
    from composer import pipeline
    from composer.graph import is_shared
    from composer.reports import build_json

    checked = checked_fleet(environment, names, platform=True)
    selected = chosen(checked, names, platform=True)
    event_types = [name for name in selected if not is_shared(name)]
    graphs = pipeline.graphs(checked, event_types if names else None)
    emit(build_json.render(environment, (graph for graph in graphs if not names or graph.owner in selected)), out)
