"""`composer plan`: what would change, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from composer.cli import exits
from composer.cli.compiled import checked_fleet, chosen, emit, environment_option, format_option

if TYPE_CHECKING:
    from composer.engine.events import Event
    from composer.pipeline import Settled
    from composer.plans.planning import Plan


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@click.option("--base", metavar="REF", help="Compare with the definitions of a git ref instead of the ledger.")
@click.option("--preview", is_flag=True, help="Ask the engine, too, what it would do.")
@format_option("text", "json", "markdown")
@click.option("--out", metavar="FILE", help="Write the plan to this file instead of stdout.")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    environment: str,
    base: str | None,
    preview: bool,
    form: str,
    out: str | None,
) -> None:
    """Show what would change, and why: compared with what was last applied, or with a git ref.

    Needs no cloud and no engine, unless --preview asks for it. Ends with 0 whether or not there is something to do.
    """
    if base is not None and preview:
        raise click.UsageError("--preview asks what the engine would do now, so it cannot go with --base.")
    checked = checked_fleet(environment)
    wanted = chosen(checked, names) if names else None
    plan = _against_base(checked, wanted, base) if base is not None else _against_ledger(checked, wanted)
    if not preview:
        emit(_rendered(plan, form, colours=out is None), out)
        return
    if form == "text" and out is None:
        emit(_rendered(plan, form, colours=True))
    code, events = _previewed(checked, wanted, aloud=form == "text" and out is None)
    if form != "text" or out is not None:
        emit(_with_preview(_rendered(plan, form, colours=False), form, environment, events), out)
    context.exit(code)


def _against_ledger(checked: Settled, wanted: list[str] | None) -> Plan:
    from composer.plans.fleet import against_ledger

    return against_ledger(checked, wanted)


def _against_base(checked: Settled, wanted: list[str] | None, ref: str) -> Plan:
    from composer.gitbase import NoBaseError
    from composer.plans.fleet import against_base

    try:
        plan, unread = against_base(checked, wanted, ref)
    except NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
    if unread:
        click.echo(f"{unread} problems in {ref} itself: what could not be read there counts as new.", err=True)
    return plan


def _rendered(plan: Plan, form: str, *, colours: bool) -> str:
    if form == "json":
        import json

        from composer.reports import plan_json

        return json.dumps(plan_json.document(plan), indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        from composer.reports import plan_markdown

        return plan_markdown.render(plan)
    from composer.reports import plan_text
    from composer.reports.paint import Paint, paint_for

    return plan_text.render(plan, paint_for(sys.stdout) if colours else Paint())


def _previewed(checked: Settled, wanted: list[str] | None, *, aloud: bool) -> tuple[int, list[Event]]:
    """What the engine would do, as its events; `aloud` on stdout while it happens."""
    from composer.cli import running
    from composer.engine.errors import EngineFailedError
    from composer.engine.events import StackFailed
    from composer.engine.fleet import run
    from composer.engine.wanted import Request

    graphs = running.wanted_graphs(checked, wanted)
    graphs = running.as_applied(checked, running.records(checked, graphs), graphs)
    environment, root = running.the_environment(checked), checked.repository.root
    request = Request(environment, root, running.in_order(checked, graphs), "preview")
    if aloud:
        return running.run_and_report(request, "text"), []
    events: list[Event] = []
    try:
        finished = run(request, events.append)
    except EngineFailedError as error:
        events.append(StackFailed(environment.name, 0, error.failures))
        return exits.CLOUD_FAILED, events
    return running.ended(request, finished), events


def _with_preview(report: str, form: str, environment: str, events: list[Event]) -> str:
    """The plan, and after it what the engine said, in one document."""
    import json

    from composer.reports import run_json
    from composer.reports.paint import Paint
    from composer.reports.run_text import RunText

    if form == "json":
        document = {**json.loads(report), "preview": run_json.document(environment, "preview", events)}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    text = RunText(Paint())
    said = "\n".join(line for event in events for line in text.lines(event))
    if form == "markdown":
        room = max(64_000 - len(report), 0)
        return f"{report}\n#### What the engine says\n\n```\n{said[:room]}\n```\n"
    return f"{report}\n{said}\n"
