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
    from composer.graph import Resource, ResourceGraph
    from composer.ledger import Record
    from composer.lifecycle.gates import Due
    from composer.lifecycle.sight import Subject
    from composer.live.google import Google
    from composer.model import State
    from composer.stages import Checked


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@environment_option
@format_option("text", "json", "readers")
@click.option("--yes", is_flag=True, help="Remove what is due, and nothing else.")
@click.option(
    "--plan", "plan_file", metavar="FILE", help="Remove exactly what this file of --format json lists as open."
)
@click.option("--proof", is_flag=True, help="Print what became of everything that these Event Types ever had.")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    environment: str,
    form: str,
    yes: bool,
    plan_file: str | None,
    proof: bool,
) -> None:
    """Show which Event Types may take their next step, and what those before left: each gate with its evidence.

    Asked are Monitoring, Logging, Cloud Storage and BigQuery; nothing is changed without --yes or --plan. A gate that
    cannot be read is shut. Having no data proves nothing: a gate opens only if a control, something else of the same
    source, has data on every day of the window. `--format readers` is for `notices --seen`: who read what, of every
    Event Type. Ends with 0, and with 3 if something could not be read.

    What is removed is unprotected in one run and dropped in the next; whatever ended one, running it again goes on.
    What holds data, is a key, matters much or is money's is approved by its name, typed, or by a waiver of ET817.
    """
    from composer.live.failures import CloudFailedError

    _refuse_contradictions(form=form, removing=yes or plan_file is not None, proof=proof)
    checked = judged_fleet(environment)
    selected = chosen(checked, names) if names else [*checked.event_types]
    if proof:
        from composer.cli import cleanup_proof

        context.exit(cleanup_proof.print_kept(checked, selected if names else []))
    if yes or plan_file is not None:
        context.exit(_removed(checked, selected, plan_file))
    try:
        with asked_google.google(checked) as google:
            fleet = _Fleet(checked, selected, google)
            complete = fleet.print_readers() if form == "readers" else fleet.print_dues(form)
    except CloudFailedError as error:
        asked_google.refused(error)
        complete = False
    context.exit(exit_codes.FINE if complete else exit_codes.CLOUD_FAILED)


def _refuse_contradictions(*, form: str, removing: bool, proof: bool) -> None:
    """A usage error for options that would not be heeded beside each other."""
    if proof and removing:
        raise click.UsageError("--proof prints what became of what was removed: leave --yes and --plan out.")
    if form != "text" and (proof or removing):
        raise click.UsageError(
            f"--format {form} is for what may end: with --yes, --plan or --proof there is only text."
        )


def _removed(checked: Checked, names: Sequence[str], plan_file: str | None) -> int:
    """Remove what is due of what earlier steps left; the exit code."""
    from composer.cli import cleanup_plan, cleanup_proof, cleanup_run
    from composer.engine.turns import turn
    from composer.live.failures import CloudFailedError
    from composer.live.google import Google
    from composer.live.live_resources import LiveResources
    from composer.model import State

    try:
        environment = checked.environment
        with (
            turn(environment.backend, f"cleanup of {environment.name}", _waiting) as held,
            asked_google.address(checked) as (rest, token),
        ):
            google = Google(rest, token)
            due: dict[str, tuple[Resource, ...]] = {}
            for one in _Fleet(checked, names, google).dues():
                if one.open and one.target is None:
                    due[one.event_type] = (*due.get(one.event_type, ()), *one.resources)
            if plan_file is not None:
                due = cleanup_plan.exactly(plan_file, environment.name, due)
            if not due:
                output.echo("Nothing is due.")
            code = exit_codes.FINE
            if due:
                cleanup_run.refuse_brakes(checked, due)
                code = cleanup_run.Removal(checked, due, google, held).run()
            ended = [one for one in names if checked.event_types[one].lifecycle.state is State.DELETED]
            live = LiveResources(rest, token)
            return code if code != exit_codes.FINE else cleanup_proof.prove(checked, ended, live)
    except CloudFailedError as error:
        asked_google.refused(error)
        return exit_codes.CLOUD_FAILED


def _waiting(message: str) -> None:
    output.echo(message, err=True)


class _Fleet:
    """The Event Types that were asked for, with what was applied of them."""

    def __init__(self, checked: Checked, names: Sequence[str], google: Google) -> None:
        from composer.lifecycle.sight import Sight
        from composer.policy import probes

        self.checked, self.names = checked, names
        records = _applied(checked, names)
        self.since = {name: record.since for name, record in records.items()}
        self.graphs = _graphs(checked, names, records)
        alive = [one.name for one in probes.alive(checked.event_types)]
        compared = subjects(checked, applied_graphs(checked, alive))
        self.sight = Sight(google, checked.policies.endings, probes=compared)

    def dues(self) -> tuple[Due, ...]:
        """Everything that may end, with its gates."""
        from composer.lifecycle.due import dues

        return dues(self.checked, self.names, self.graphs, self.since, self.sight, _prices(self.checked))

    def print_dues(self, form: str) -> bool:
        """Print what may end; True if every gate could be read."""
        from composer.reports import cleanup_json, cleanup_text

        listed = self.dues()
        environment = self.checked.environment.name
        if form == "json":
            emit_json(cleanup_json.document(environment, listed))
        else:
            emit(cleanup_text.render(environment, listed, self.states()))
        return all(gate.readable for due in listed for gate in due.gates)

    def states(self) -> Mapping[str, State]:
        """The states of those that were asked for."""
        return {name: self.checked.event_types[name].lifecycle.state for name in self.names}

    def print_readers(self) -> bool:
        """Print who read what, and whose events are rejected; True if every log and metric could be read."""
        from composer.reports import readers_json

        every = subjects(self.checked, self.graphs)
        seen = {one.event.name: self.sight.readers(one) for one in every}
        refuses = [one for one in every if not one.event.lifecycle.accepts_events]
        rejected = {one.event.name: self.sight.rejections(one)[0] for one in refuses}
        emit_json(readers_json.document(seen, rejected))
        evidence = [one.evidence for of_type in seen.values() for one in of_type]
        return all(not one.refusal for one in (*evidence, *(one.evidence for one in rejected.values())))


def applied_graphs(checked: Checked, names: Sequence[str]) -> Mapping[str, ResourceGraph]:
    """The graphs of Event Types: as it was applied, or else as it would be."""
    return _graphs(checked, names, _applied(checked, names))


def _applied(checked: Checked, names: Sequence[str]) -> Mapping[str, Record]:
    """The records of what was applied; what is not known is told."""
    from composer.cli import engine_run

    applied = engine_run.applied(checked, names)
    for name, why in sorted(applied.unknown.items()):
        output.echo(f"note: what was applied of {name} is not known, so what it left is not listed: {why}.", err=True)
    return applied.records


def _graphs(checked: Checked, names: Sequence[str], records: Mapping[str, Record]) -> Mapping[str, ResourceGraph]:
    return {
        name: records[name].graph if name in records else checked.graphs[name]
        for name in names
        if name in records or name in checked.graphs
    }


def subjects(checked: Checked, graphs: Mapping[str, ResourceGraph]) -> tuple[Subject, ...]:
    """Event Types with what there is of them, and where."""
    from composer.lifecycle.sight import Subject

    events = {name: checked.event_types[name] for name in graphs}
    return tuple(
        Subject(event, checked.environment.cell(event.cell), graphs[name].resources) for name, event in events.items()
    )


def _prices(checked: Checked) -> Prices | None:
    from composer.costs.prices import NoPricesError, load

    try:
        return load(checked.repository, checked.policies.sizing.machine_type)
    except NoPricesError:
        return None
