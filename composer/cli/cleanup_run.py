"""`composer cleanup --yes`: what is due is unprotected, then dropped, as ordinary runs of its stacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from composer.cli import engine_run, exit_codes
from composer.printing import output

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from composer.engine.lease import HeldLease
    from composer.graph import Resource
    from composer.ledger import Record
    from composer.lifecycle.removal import Steps
    from composer.live.google import Google
    from composer.stages import Checked, Compiled


class Removal:
    """The removal of what is due, by Event Type; the ledger's records are read anew before each run.
    `held`: the turn in which it is done."""

    def __init__(
        self, checked: Checked, due: Mapping[str, Sequence[Resource]], google: Google, held: HeldLease
    ) -> None:
        from composer import pipeline

        self._checked, self._google, self._held = checked, google, held
        self._due = {name: frozenset(one.id for one in resources) for name, resources in due.items()}
        compiled = pipeline.compiled(checked, [*due])
        self._compiled: Compiled = compiled.only(due.__contains__)

    def run(self) -> int:
        """Everything that can be done now; the exit code."""
        records = self._begun()
        code = self._apply(records, {})
        if code != exit_codes.FINE:
            return code
        records = self._records()
        steps = self._steps(records)
        dropped = {name: {one.id for one in step.drop} for name, step in steps.items() if step.drop}
        for name, step in steps.items():
            for wait in step.wait:
                when = f", until {wait.until} at least" if wait.until else ""
                output.echo(f"{name}: {wait.resource.id} stays for now: {wait.why}{when}.")
        return self._apply(records, dropped) if dropped else exit_codes.FINE

    def _records(self) -> Mapping[str, Record]:
        return engine_run.applied(self._checked, [*self._due]).records

    def _begun(self) -> Mapping[str, Record]:
        """The records, which name from now on what is being removed: whoever goes on, goes on with that."""
        from composer.ledger import Ledger

        ledger, records = Ledger.of(self._checked.environment), self._records()
        _refuse_unapplied(self._compiled, records)
        return {
            name: ledger.change(name, partial(_removing, due=self._due[name])) or record
            for name, record in records.items()
        }

    def _steps(self, records: Mapping[str, Record]) -> Mapping[str, Steps]:
        from composer.lifecycle.bucket_contents import counted_contents
        from composer.lifecycle.removal import steps
        from composer.plans.retained import left

        steps_by_name = {}
        for name, record in records.items():
            event, pure = self._checked.event_types[name], self._compiled.graphs[name]
            stays = {one.id for one in left(record.graph, pure, event.lifecycle.state)}
            mine = [one for one in record.graph.resources if one.id in self._due[name] & stays]
            counted = counted_contents(self._google, mine)
            steps_by_name[name] = steps(record, stays, self._due[name] & stays, counted, datetime.now(UTC))
        return steps_by_name

    def _apply(self, records: Mapping[str, Record], dropped: Mapping[str, Collection[str]]) -> int:
        """One run of the stacks, without what is dropped."""
        from composer.engine.desired import Request
        from composer.engine.turns import refuse_lost

        checked = self._checked
        refuse_lost(self._held, f"cleanup of {checked.environment.name}")
        desired = engine_run.as_applied(self._compiled, records, dropped)
        request = Request(
            checked.environment,
            checked.repository.root,
            engine_run.in_order(desired),
            commit=engine_run.commit(checked.repository),
            records=records,
            shared=engine_run.shared_inputs(checked),
        )
        return engine_run.run_and_report(request, "text")


def _removing(record: Record, due: Collection[str]) -> Record:
    return replace(record, removing=tuple(sorted({*record.removing, *due} & record.graph.ids)))


def _refuse_unapplied(compiled: Compiled, records: Mapping[str, Record]) -> None:
    """End with a usage error if anything else of these Event Types waits to be applied: only what is due is done."""
    from composer.plans.retained import with_retained

    before = {owner: record.graph for owner, record in records.items()}
    graphs = with_retained(compiled.checked, before, compiled.graphs)
    others = [name for name in graphs if name not in before or graphs[name].fingerprint != before[name].fingerprint]
    if others:
        names = " ".join(sorted(others))
        raise click.UsageError(
            f"{names}: what the definition says is not applied yet, and cleanup does nothing else than it lists. Run "
            f"`composer up {names}` first."
        )


def refuse_brakes(checked: Checked, removed: Mapping[str, Sequence[Resource]]) -> None:
    """Go on only if everything that needs an approval of its own has it: a waiver of ET817, or the name, typed."""
    import sys

    from composer.hazards import waived
    from composer.lifecycle import brakes
    from composer.model.lifecycle import LEFT_TO_CLEANUP
    from composer.policy import waivers

    kinds = {kind for of_facet in LEFT_TO_CLEANUP.values() for kind in of_facet}
    held = sum(one.type in kinds for graph in checked.graphs.values() for one in graph.resources)
    held += sum(map(len, removed.values()))
    allowed = waivers.valid(checked.policies.waivers, waivers.today())
    braked = [*brakes.of_run(removed, held, checked.policies.endings)]
    for one in braked:
        output.echo(f"This removes {one.message}.")
    asked = [checked.environment.name] if braked else []
    for name, resources in removed.items():
        hazards = waived(brakes.of_event_type(checked.event_types[name], resources), allowed)
        still = [one for one in hazards if one.open]
        for hazard in still:
            output.echo(f"{name}: {hazard.path} {hazard.message} [{hazard.code}]")
        asked += [name] if still else []
    if asked and not output.can_ask():
        output.echo(
            "Nothing was removed: nobody can be asked here. Have it approved by waivers of ET817 in "
            "stacks/policy/waivers.yaml, one for each Event Type; what is too much at once, in several runs.",
            err=True,
        )
        sys.exit(exit_codes.PROBLEMS_FOUND)
    for name in asked:
        if output.ask(f"Type {name} to remove this") != name:
            output.echo("Nothing was removed.", err=True)
            sys.exit(exit_codes.PROBLEMS_FOUND)
