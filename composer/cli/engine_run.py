"""What `up`, `down` and `plan --preview` share: from a checked fleet to a run of the engine and its report."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from composer.cli import exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from composer.cli.refresh_gate import Drift
    from composer.engine.applied_graphs import AppliedGraphs
    from composer.engine.desired import Desired, Request
    from composer.engine.events import Event, RunFinished
    from composer.ledger import Record
    from composer.repository import Repository
    from composer.stages import Checked, Compiled


def as_applied(
    compiled: Compiled, records: Mapping[str, Record], dropped: Mapping[str, Collection[str]] | None = None
) -> Compiled:
    """The graphs as they are applied where these records say what is there: with what is left in place, but for what is
    `dropped`, by owner."""
    from composer.plans.retained import with_retained

    before = {owner: record.graph for owner, record in records.items()}
    removing = {owner: record.removing for owner, record in records.items()}
    graphs = with_retained(compiled.checked, before, compiled.graphs, removing, dropped)
    pure = compiled.graphs
    left = {owner: graph.ids - pure[owner].ids for owner, graph in graphs.items() if graph is not pure[owner]}
    return replace(compiled, graphs=graphs, left=left)


def in_order(compiled: Compiled) -> tuple[Desired, ...]:
    """The stacks to apply: foundations, platforms, then Event Types in the waves of their importance."""
    from composer.costs.declared import declared_by
    from composer.engine.desired import Desired
    from composer.graph import cell_of, layer
    from composer.plans.written_values import as_recorded, shared_by, written_by

    checked, environment = compiled.checked, compiled.checked.environment
    shared, (name, _) = shared_by(checked), shared_inputs(checked)
    entries, first = [], layer("")  # below 0, the first wave of Event Types
    for owner, graph in compiled.graphs.items():
        event = checked.event_types.get(owner)
        if event is None:
            cell = environment.cell(cell_of(owner))
            written = as_recorded(written_by(checked, owner, shared), name)
            entries.append((layer(owner) - first, owner, Desired(graph, cell, written=written)))
            continue
        cell = environment.cell(event.cell)
        digest = _digest(checked, owner)
        written = as_recorded(written_by(checked, owner, shared), name)
        left = compiled.left.get(owner, frozenset())
        live_ids = environment.live_ids(owner)
        desired = Desired(graph, cell, digest, len(event.versions), declared_by(event), written, left, live_ids)
        entries.append((event.delivery.rollout_wave, owner, desired))
    return tuple(desired for _, _, desired in sorted(entries, key=lambda entry: entry[:2]))


def shared_inputs(checked: Checked) -> tuple[str, bytes]:
    """The name and bytes of what all graphs are compiled from, as the ledger keeps it."""
    from composer.plans.written_values import digest, shared_by

    return digest(shared_by(checked))


def _digest(checked: Checked, owner: str) -> str:
    repository = checked.repository
    data = repository.read(repository.root / checked.documents[owner].file)
    return hashlib.sha256(data).hexdigest()[:32]


def applied(checked: Checked, owners: Collection[str]) -> AppliedGraphs:
    """All that is known of what was applied of these owners."""
    from composer.engine.applied_graphs import read_applied

    result = read_applied(checked.environment, owners)
    report_unreadable(result.unreadable)
    return result


def report_unreadable(owners: Mapping[str, str]) -> None:
    """Say which records of the ledger are damaged, and what that means."""
    from composer.ledger import unreadable_message
    from composer.printing import output

    for owner, why in sorted(owners.items()):
        output.echo(f"note: {unreadable_message(owner, why)}.")


def commit(repository: Repository) -> str:
    """The commit that is checked out, or "" outside git."""
    with contextlib.suppress(OSError):
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=repository.root, capture_output=True, text=True, check=False
        )
        return answer.stdout.strip() if answer.returncode == 0 else ""
    return ""


def confirm(question: str, unasked: str, *, yes: bool) -> None:
    """A person agrees: with --yes, or when asked on a terminal. A usage error, beginning with `unasked`, elsewhere."""
    if yes:
        return
    from composer.printing import output

    if not output.can_ask():
        raise click.UsageError(f"{unasked}: say --yes, nobody can be asked here.")
    output.confirm(question)


def run_and_report(
    request: Request,
    form: str,
    hear: Callable[[Event], None] | None = None,
    drift: Iterable[Drift] | None = None,
) -> int:
    """Run the engine, show what happens, and return the exit code. `hear` is told everything, too; `drift` is what was
    seen before, if anybody looked."""
    from composer.engine.fleet_run import run
    from composer.live.failures import CloudFailedError
    from composer.printing import json_text, output

    events: list[Event] = []
    code = exit_codes.CLOUD_FAILED
    try:
        with _shown(form) as show:
            finished: RunFinished = run(request, _all(events.append, show, *([hear] if hear else [])))
            code = ended(request, finished)
    except CloudFailedError as error:
        from composer.reports.run_text import failure_lines

        lines = (line for failure in error.failures for line in failure_lines(failure))
        output.show([output.line("Nothing was done:"), *lines], err=True)
    except KeyboardInterrupt:
        output.echo("Ended at once; the next run repairs what was left open.")
    if form == "json":
        from composer.reports import run_json

        document = run_json.document(request.environment.name, request.action, events)
        looked = {} if drift is None else {"drift": [one.to_json() for one in drift]}
        output.show(json_text.document(document | looked))
    return code


def ended(request: Request, finished: RunFinished) -> int:
    """The exit code. A preview cannot look at stacks whose platform is not there yet: that is no failure."""
    fine = finished.fine or (request.action == "preview" and not finished.failed)
    return exit_codes.FINE if fine else exit_codes.CLOUD_FAILED


def _all(*hearers: Callable[[Event], None]) -> Callable[[Event], None]:
    def emit(event: Event) -> None:
        for hear in hearers:
            hear(event)

    return emit


@contextlib.contextmanager
def _shown(form: str) -> Iterator[Callable[[Event], None]]:
    """Live on a terminal, else plain lines; on stderr where stdout is for a document."""
    from composer.printing import output
    from composer.reports.run_text import RunText

    aside = form == "json"
    text = RunText()
    if (stream := output.terminal(err=aside)) is not None:
        from composer.printing.progress import LiveProgress
        from composer.reports.run_progress import RunLive

        with LiveProgress(stream) as live:
            yield RunLive(live, text)
        return

    heard = True

    def show(event: Event) -> None:
        nonlocal heard
        try:
            output.show(text.lines(event) if heard else (), err=aside)
        except BrokenPipeError:  # whoever read this has gone; what is begun is finished all the same
            heard = False

    yield show
