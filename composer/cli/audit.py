"""`composer audit`: whether what is there is what definitions want and what was applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli import asked_google, exit_codes
from composer.cli.checked_fleet import chosen, emit, emit_json, environment_option, format_option, judged_fleet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.audit.audit_request import AuditRequest
    from composer.audit.verdict import AuditReport
    from composer.stages import Checked


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@format_option("text", "json", "markdown", "sarif")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], environment: str, form: str) -> None:
    """Compare what definitions want, what was applied, and what is really there; a verdict per resource.

    Cloud Asset Inventory is asked, and for what it does not know, the API of the resource itself, which also confirms
    whatever seems missing or changed. Nothing is changed. With names (`platform:CELL`, too) only those are judged, and
    nobody looks for what no definition wants. Ends with 0 if everything was seen and is as it should be, with 1 if
    something is not, and with 3 if not everything could be seen, whatever else was found.
    """
    from composer.audit.audit import audit
    from composer.live.failures import CloudFailedError

    checked = judged_fleet(environment)
    request = _request(checked, chosen(checked, names, platform=True) if names else None)
    try:
        with asked_google.google(checked) as google:
            report = audit(google, request)
    except CloudFailedError as error:
        asked_google.refused(error)
        context.exit(exit_codes.CLOUD_FAILED)
    _print(report, form)
    if not report.complete:
        context.exit(exit_codes.CLOUD_FAILED)
    context.exit(exit_codes.FINE if report.fine else exit_codes.PROBLEMS_FOUND)


def _request(checked: Checked, only: Sequence[str] | None) -> AuditRequest:
    from composer import pipeline
    from composer.audit.audit_request import AuditRequest
    from composer.cli import engine_run
    from composer.graph import cell_of, is_shared
    from composer.ledger import Ledger

    events, environment = checked.event_types, checked.environment
    desired = {graph.owner: graph for graph in pipeline.graphs(checked)}
    owners = {*desired, *Ledger(environment.ledger).owners()}
    applied = engine_run.applied(checked, owners)
    cells = {
        owner: environment.cell(cell_of(owner) if is_shared(owner) else events[owner].cell)
        if is_shared(owner) or owner in events
        else environment.cells[0]
        for owner in owners
    }
    return AuditRequest(
        environment=environment.name,
        desired=desired,
        applied={owner: record.graph for owner, record in applied.records.items()},
        cells=cells,
        states={name: event.lifecycle.state for name, event in events.items()},
        team_of={name: event.owner.name for name, event in events.items()},
        teams={event.owner.name for event in events.values()},
        only=None if only is None else frozenset(only),
        unknown={**applied.unknown, **{owner: why or "a damaged record" for owner, why in applied.unreadable.items()}},
    )


def _print(report: AuditReport, form: str) -> None:
    if form == "json":
        from composer.reports import audit_json

        emit_json(audit_json.document(report))
    elif form == "sarif":
        from composer.reports import audit_sarif

        emit_json(audit_sarif.document(report))
    elif form == "markdown":
        from composer.reports import audit_markdown

        emit(audit_markdown.render(report))
    else:
        from composer.reports import audit_text

        emit(audit_text.render(report))
