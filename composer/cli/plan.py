"""`composer plan`: what would change, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes
from composer.cli.checked_fleet import checked_fleet, chosen, emit, environment_option, format_option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from composer.engine.events import Event
    from composer.ledger import Record
    from composer.plans.planning import Plan
    from composer.printing.output import Report
    from composer.stages import Checked, Compiled


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
    from composer import pipeline

    if base is not None and preview:
        raise click.UsageError("--preview asks what the engine would do now, so it cannot go with --base.")
    checked = checked_fleet(environment, names)
    selected = chosen(checked, names) if names else None
    if base is not None:
        emit(_report(_against_base(checked, selected, base), form), out)
        return
    compiled = pipeline.compiled(checked, selected)
    plan = planned(compiled)
    if not preview:
        emit(_report(plan, form), out)
        return
    if form == "text" and out is None:
        emit(_report(plan, form))
    _note_drift(checked, {*(one.owner for one in plan.owners), *(selected or ())})
    code, events = _previewed(compiled, aloud=form == "text" and out is None)
    if form != "text" or out is not None:
        emit(_report(plan, form, events), out)
    context.exit(code)


def _note_drift(checked: Checked, owners: Collection[str]) -> None:
    from composer.cli import drift_note, engine_run

    drift_note.note(checked, sorted(owners), engine_run.applied(checked, owners).records)


def planned(compiled: Compiled) -> Plan:
    """The plan from what was last applied to what is compiled."""
    from composer.cli import engine_run
    from composer.plans.fleet_plan import against_ledger

    def read(owners: Collection[str]) -> tuple[Mapping[str, Record], Mapping[str, str]]:
        applied = engine_run.applied(compiled.checked, owners)
        return applied.records, applied.unknown

    return against_ledger(compiled, read)


def _against_base(checked: Checked, selected: list[str] | None, ref: str) -> Plan:
    from composer.base.git_ref import NoBaseError
    from composer.plans.fleet_plan import against_base
    from composer.printing import output
    from composer.printing.plurals import counted

    try:
        plan, unread = against_base(checked, selected, ref)
    except NoBaseError as error:
        raise click.BadParameter(f"{error}.", param_hint="--base") from error
    if unread:
        output.echo(f"{counted(unread, 'problem')} in {ref} itself: what could not be read there counts as new.")
    return plan


def _report(plan: Plan, form: str, events: Sequence[Event] | None = None) -> Report:
    """The plan, and after it what the engine said (None: it was not asked)."""
    from composer.reports.run_text import RunText

    text = RunText()
    if form == "text":
        from composer.reports import plan_text

        return [*plan_text.render(plan), *(line for event in events or () for line in text.lines(event))]
    if form == "json":
        from composer.printing import json_text
        from composer.reports import plan_json, run_json

        preview = {} if events is None else {"preview": run_json.document(plan.environment, "preview", events)}
        return json_text.document({**plan_json.document(plan), **preview})
    from composer.printing import markdown, terminal
    from composer.reports import plan_markdown

    if events is None:
        return plan_markdown.render(plan)
    heard = terminal.plain(line for event in events for line in text.lines(event))
    return plan_markdown.render(
        plan, markdown.fill("#### What the engine says\n\n{}", markdown.block(heard.splitlines()))
    )


def _previewed(compiled: Compiled, *, aloud: bool) -> tuple[int, list[Event]]:
    """The exit code and events of a preview; `aloud`: on stdout instead, while it happens."""
    from composer.cli import engine_run
    from composer.engine.desired import Request
    from composer.engine.events import StackFailed
    from composer.engine.fleet_run import run
    from composer.live.failures import CloudFailedError

    checked = compiled.checked
    desired = engine_run.as_applied(compiled, engine_run.applied(checked, compiled.graphs).records)
    environment, root = checked.environment, checked.repository.root
    request = Request(environment, root, engine_run.in_order(desired), "preview")
    if aloud:
        return engine_run.run_and_report(request, "text"), []
    events: list[Event] = []
    try:
        finished = run(request, events.append)
    except CloudFailedError as error:
        events.append(StackFailed(environment.name, 0, error.failures))
        return exit_codes.CLOUD_FAILED, events
    return engine_run.ended(request, finished), events
