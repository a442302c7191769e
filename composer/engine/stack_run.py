"""One stack, from what an earlier run left behind to the version of the state it ends in: one call of the CLI."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from composer.engine.backoff import Backoff
from composer.engine.disk_full import CannotWriteError, cannot_be_used, refused_in
from composer.engine.event_log import AlteredLog, EventLog
from composer.engine.events import StackNoted, StackRecovered
from composer.engine.failures import EngineFailedError, failure
from composer.engine.intended_graphs import IntendedGraphs, with_orphans
from composer.engine.job import Done
from composer.engine.lease import leased
from composer.engine.live_changes import LiveChanges
from composer.engine.pulumi_cli import Cli
from composer.engine.pulumi_locks import clear_dead_locks, clear_lock_of
from composer.engine.recovery import (
    Repair,
    adoptable,
    edited,
    end_orphan,
    is_anything_live,
    is_live_unrecorded,
    plan_repair,
)
from composer.engine.resource_program import load_classes
from composer.engine.schema_revisions import make_room
from composer.engine.service_agents import make_agents
from composer.engine.stack_state import EMPTY, FOLDER, States, outputs_for_references
from composer.engine.state_copies import Copies
from composer.engine.table_alterations import alter_tables, tables, with_schemas
from composer.graph import build_graph, is_shared
from composer.ledger import Ledger
from composer.printing.plurals import counted
from composer.units import elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.engine.backoff import Pause
    from composer.engine.events import Event
    from composer.engine.job import CliEnvironment, Job
    from composer.engine.lease import HeldLease, Lease
    from composer.engine.pulumi_process import Command, Outcome
    from composer.engine.stack_state import State
    from composer.engine.state_copies import RestoredState
    from composer.graph import ResourceGraph

_TICK = 0.2
"""Seconds between two looks at whether the run was told to stop while it waits."""
_GRACE = 3.0
"""Seconds that the engine may take to end where it cannot write, or another run has its stack."""


class Engine:
    """The engine of one worker process: its server and its CLI, used for one stack after another."""

    def __init__(self, around: CliEnvironment, command: Command) -> None:
        self._around = around
        self._command = command
        self._states = States(around.backend)
        self._live = LiveChanges(around.rest, around.token)
        self._cli = Cli(around, command)
        self._local = around.backend.startswith("file://")
        self._copies = Copies(self._states.store, disk=self._local)
        self._intended = IntendedGraphs(self._states.store)

    def close(self) -> None:
        """Stop serving the CLI."""
        self._cli.close()

    def perform(self, work: Job, emit: Callable[[Event], None]) -> Done:
        """Do the work. Raises EngineFailedError with everything that failed, in words."""
        started = time.monotonic()
        load_classes(sorted({resource.type for resource in work.graph.resources}))
        if work.action == "preview":
            return Done(work.stack, time.monotonic() - started, self._preview(work, emit), "")
        previous: list[Lease] = []
        give_up = partial(self._command.stop, _GRACE)
        with leased(self._states.store, work.stack, give_up, previous.append, self._probe(work.stack)) as held:
            for lease in previous:
                end_orphan(lease)
            if held.instead:
                emit(StackRecovered(work.stack, held.instead))
            cleared = clear_dead_locks(
                self._states.store, work.stack, previous[0] if previous else None, local=self._local
            )
            if cleared:
                emit(StackRecovered(work.stack, "the lock of a run that was killed is taken over"))
            mended = self._mended(work, emit, held)
            if mended is not None:
                work = replace(work, refresh=work.action == "up" or work.refresh)
            interrupted = bool(cleared or previous or mended)
            self._end_orphans(work, emit, held)
            changes = self._change(work, emit, held, interrupted=interrupted)
            return self._done(work, changes, started)

    def _end_orphans(self, work: Job, emit: Callable[[Event], None], held: HeldLease) -> None:
        """Bring what an unfinished run made unseen, and nobody wants any more, into the state: the change that follows
        deletes it. Then write down what is about to be applied."""
        intended = self._intended.of(
            work.stack, work.graph.owner, lambda message: emit(StackNoted(work.stack, message))
        )
        if intended is not None:
            state = self._states.read(work.stack) or EMPTY
            desired = work.graph if work.action == "up" else build_graph(work.graph.owner, ())
            exists = partial(is_live_unrecorded, work, state, self._live)
            every = with_orphans(desired, intended, state, exists)
            if every is not None and set(every.crossing.references) <= set(work.platform):
                load_classes(sorted({resource.type for resource in every.resources}))
                emit(StackRecovered(work.stack, _unwanted(every, work.graph)))
                self._change(replace(work, action="up", graph=every, applied=""), emit, held, interrupted=True)
        if work.action == "up":
            self._intended.keep(work.stack, work.graph)

    def _probe(self, stack: str) -> Callable[[], None]:
        """A probe of whether states can be written, asked once now."""

        probe = partial(self._copies.probe, stack)
        probe()
        return probe

    def _mended(self, work: Job, emit: Callable[[Event], None], held: HeldLease) -> RestoredState | None:
        """See that the state is sound. Where it is lost, the stack is first brought back to what was recorded."""
        mended = self._copies.mend(work.stack, partial(self._is_recorded, work))
        if mended is None:
            return None
        emit(StackRecovered(work.stack, mended.message))
        before = self._recorded(work) if mended.lost else None
        if before is not None:
            again = replace(work, action="up", graph=before, applied="")
            if work.action == "up" or is_anything_live(again, self._live):
                self._change(again, emit, held, interrupted=True)
        return mended

    def _is_recorded(self, work: Job) -> bool:
        """True if the ledger knows of something that was applied."""
        if work.action == "down":
            return bool(work.graph.resources)
        return bool(Ledger(self._around.ledger).read([work.graph.owner]))

    def _recorded(self, work: Job) -> ResourceGraph | None:
        """The graph applied last, if it holds anything that the work does not make anyway, and can be made with it."""
        if work.action == "down":
            before = work.graph
        else:
            record = Ledger(self._around.ledger).read([work.graph.owner]).get(work.graph.owner)
            if record is None or {one.id for one in record.graph.resources} <= {one.id for one in work.graph.resources}:
                return None
            before = record.graph
        load_classes(sorted({resource.type for resource in before.resources}))
        return before if set(before.crossing.references) <= set(work.platform) else None

    def _preview(self, work: Job, emit: Callable[[Event], None]) -> Mapping[str, int]:
        recorded = tables(work, self._states.read(work.stack) or EMPTY)
        work = replace(work, altered=frozenset(table.resource for table in recorded if table.is_replaced))
        log = AlteredLog(work.stack, emit, work.altered)
        listener = EventLog(work.stack, log)
        self._states.make(work.stack)
        try:
            self._fail_if_failed(self._cli.run(work, listener, {}), listener)
        finally:
            self._states.unmake(work.stack)
        return log.counted(listener.changes)

    def _change(
        self, work: Job, emit: Callable[[Event], None], held: HeldLease, *, interrupted: bool
    ) -> Mapping[str, int]:
        self._states.make(work.stack)
        state = self._states.read(work.stack) or EMPTY
        if not self._around.simulated:
            refuse_losses(work, state)
        repair = plan_repair(work, state, self._live, interrupted=interrupted)
        for message in repair.messages:
            emit(StackRecovered(work.stack, message))
        if repair.insert or repair.drop:
            self._edit(work, repair, keep_adopted=True)
        altered = self._altered(work, state, emit, held)
        self._copies.keep(work.stack)
        for message in make_room(work, state, self._live, simulated=self._around.simulated):
            emit(StackNoted(work.stack, message))
        log = AlteredLog(work.stack, emit, altered)
        changes = self._run_until_done(work, dict(repair.adopt), log, held, interrupted=interrupted)
        if repair.clear:
            self._edit(work, Repair(), keep_adopted=False)
        return log.counted(changes)

    def _altered(self, work: Job, state: State, emit: Callable[[Event], None], held: HeldLease) -> frozenset[str]:
        """Give live tables wider types, and write that into the state; the tables."""

        def wait(seconds: float) -> None:
            self._raise_if_stopped(work, held, 0)
            self._command.pause(seconds)

        altered = [*alter_tables(work, state, self._live, simulated=self._around.simulated, wait=wait)]
        for message in (message for one in altered for message in one.messages):
            emit(StackNoted(work.stack, message))
        if altered:
            self._cli.import_state(work.stack, with_schemas(self._cli.export(work.stack), altered))
        return frozenset(one.resource for one in altered)

    def _run_until_done(
        self, work: Job, adopt: dict[str, str], emit: Callable[[Event], None], held: HeldLease, *, interrupted: bool
    ) -> Mapping[str, int]:
        """Run the CLI; again where answers were lost, where adopting stood in the way, and what passes by itself."""
        changes: Counter[str] = Counter()
        backoff = Backoff(hurry=self._around.simulated)
        not_again: set[str] = set()
        while True:
            listener = EventLog(work.stack, emit)
            outcome = self._cli.run(work, listener, adopt, held.name_child)
            if outcome.code < 0:
                clear_lock_of(self._states.store, work.stack, outcome.pid)
            changes.update(listener.changes)
            if not outcome.code:
                make_agents(work, self._live)
                return changes
            self._raise_if_stopped(work, held, sum(changes.values()))
            adopted = adoptable(work, listener, self._live, interrupted=interrupted)
            adopted = {resource: live_id for resource, live_id in adopted.items() if resource not in not_again}
            if adopted.keys() - adopt.keys():
                adopt |= adopted
                emit(StackRecovered(work.stack, f"{', '.join(adopted)}: is there and is ours; adopted"))
            elif adopt and "may not be replaced" in outcome.stdout + outcome.stderr:
                not_again |= adopt.keys()  # what is still not there by its own name then, is somebody else's
                adopt = {}  # it is adopted by now; without the import it may be replaced
            elif (pause := backoff.pause(listener.failed())) is not None:
                self._wait(work, pause, partial(self._raise_if_stopped, work, held, sum(changes.values())), emit)
            else:
                self._fail_if_failed(outcome, listener)

    def _wait(self, work: Job, pause: Pause, stop_if_asked: Callable[[], None], emit: Callable[[Event], None]) -> None:
        """Wait, unless told to stop meanwhile; people are told what for."""
        what, _ = pause.reason.describe("")
        others = f" (and {pause.others} more)" if pause.others else ""
        message = f"{pause.resource or work.stack}{others}: {what}; tried again in {elapsed(pause.seconds, 0)}"
        emit(StackNoted(work.stack, message))
        until = time.monotonic() + pause.seconds
        while (remaining := until - time.monotonic()) > 0:
            stop_if_asked()
            time.sleep(min(remaining, _TICK))

    def _raise_if_stopped(self, work: Job, held: HeldLease, changed: int) -> None:
        if held.refused is not None:
            raise CannotWriteError(cannot_be_used(held.refused))
        if held.lost:
            raise EngineFailedError(
                failure(
                    f"another run took {work.stack} over, because this one seemed dead", "look at what that run says"
                )
            )
        if self._command.stopped:
            raise EngineFailedError(
                failure(
                    "the run was stopped before the stack was finished: what was changed in "
                    f"{counted(changed, 'resource')} of {len(work.graph.resources)} is recorded and stays",
                    f"run {'`composer down`' if work.action == 'down' else '`composer up`'} again: it goes on there",
                )
            )

    def _fail_if_failed(self, outcome: Outcome, listener: EventLog) -> None:
        if outcome.code:
            full = refused_in(f"{outcome.stderr}\n{outcome.stdout}\n{listener.error_text}")
            if full is not None:
                raise CannotWriteError(full)
            raise EngineFailedError(*listener.explained(outcome.stderr or outcome.stdout))

    def _edit(self, work: Job, repair: Repair, *, keep_adopted: bool) -> None:
        """Write a repair into the state, by the engine's own export and import."""
        exported = self._cli.export(work.stack)
        self._cli.import_state(work.stack, edited(exported, repair, keep_adopted=keep_adopted))

    def _done(self, work: Job, changes: Mapping[str, int], started: float) -> Done:
        if work.action == "down":
            self._states.remove(work.stack)
            self._copies.forget(work.stack)
        else:
            self._copies.keep(work.stack)
        self._intended.forget(work.stack)
        version = self._states.store.versions(FOLDER).get(f"{FOLDER}/{work.stack}.json", "")
        platform = is_shared(work.graph.owner) and work.action == "up"
        state = (self._states.read(work.stack) or EMPTY) if platform else EMPTY
        seconds = time.monotonic() - started
        return Done(work.stack, seconds, dict(changes), version, outputs_for_references(state))


def _unwanted(every: ResourceGraph, desired: ResourceGraph) -> str:
    """The message on what was made by a run that was interrupted, and is deleted."""
    ids = sorted({one.id for one in every.resources} - {one.id for one in desired.resources})
    were = "were" if len(ids) > 1 else "was"
    return f"{', '.join(ids)} {were} made by a run that was interrupted, and not wanted any more: adopted, then deleted"


def refuse_losses(work: Job, state: State) -> None:
    """Outside simulated environments nothing that holds data leaves with its definition."""
    desired_ids = {resource.id for resource in work.graph.resources}
    doomed = [entry for entry in state.resources.values() if entry.protect and entry.resource not in desired_ids]
    if doomed:
        raise EngineFailedError(
            *(
                failure(
                    "it holds data or cannot be made again, and is no longer part of the definition",
                    "bring it back, or retire it: its lifecycle keeps what holds data; nothing was changed",
                    entry.resource,
                )
                for entry in doomed
            )
        )
