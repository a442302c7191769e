"""`composer up`: apply Event Types with the Pulumi engine."""

from __future__ import annotations

import sys

import click

from composer.cli.compiled import checked_fleet, chosen, environment_option, format_option

parallel_option = click.option(
    "--parallel", type=click.IntRange(1), metavar="N", help="Stacks to work on at once (default: one a core)."
)
refresh_option = click.option(
    "--refresh", is_flag=True, help="Look at what really exists first, and leave no stack out."
)
yes_option = click.option("--yes", is_flag=True, help="Ask nothing.")


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
    """Apply every Event Type, or those named, each as a stack of its own, with what they share in their cell first.

    Stacks that are as they should be are left out. One that fails stops no other; then this ends with 3. A run that
    was stopped or killed is gone on with by running it again.
    """
    from composer.cli import running
    from composer.engine.wanted import Request
    from composer.planning import Against, make_plan
    from composer.reports import plan_text
    from composer.reports.paint import paint_for

    checked = checked_fleet(environment)
    wanted = chosen(checked, names) if names else None
    graphs = running.wanted_graphs(checked, wanted)
    records = running.records(checked, graphs)
    plan = make_plan(checked, Against("ledger"), {owner: found.graph for owner, found in records.items()}, graphs)
    settled = running.the_environment(checked)
    if plan.owners:
        stream = sys.stderr if form == "json" else sys.stdout
        click.echo(plan_text.render(plan, paint_for(stream)), file=stream)
        running.confirm(settled, f"Apply this to {settled.name}?", yes=yes)
    request = Request(
        settled,
        checked.repository.root,
        running.in_order(checked, graphs),
        parallel=parallel or 0,
        refresh=refresh,
        commit=running.commit(checked.repository),
        records=records,
    )
    context.exit(running.run_and_report(request, form))
