"""One stack, from what an earlier run left behind to the version of the state it ends in.

Before: `unfinished_runs` and the locks of the dead. Then `stack_change`, with the attempts of `stack_attempts`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from composer.engine.adopted_imports import unrecorded
from composer.engine.event_log import AlteredLog, EventLog
from composer.engine.job import Done
from composer.engine.lease import leased
from composer.engine.orphan_processes import end_orphan
from composer.engine.pulumi_locks import clear_dead_locks
from composer.engine.recovery import without_absent
from composer.engine.resource_program import load_classes
from composer.engine.stack_attempts import fail_if_failed
from composer.engine.stack_change import change
from composer.engine.stack_state import EMPTY, FOLDER, outputs_for_references
from composer.engine.stack_turn import Tools, Turn, is_local
from composer.engine.table_alterations import tables
from composer.engine.unfinished_runs import delete_orphans, restore_state
from composer.graph import is_shared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.engine.events import Event
    from composer.engine.job import CliEnvironment, Job
    from composer.engine.lease import Lease
    from composer.engine.pulumi_process import Command

_GRACE = 3.0
"""Seconds that the engine may take to end where it cannot write, or another run has its stack."""


class Engine:
    """The engine of one worker process: its server and its CLI, used for one stack after another."""

    def __init__(self, around: CliEnvironment, command: Command) -> None:
        self._tools = Tools.made(around, command)

    def close(self) -> None:
        """Stop serving the CLI."""
        self._tools.cli.close()

    def perform(self, job: Job, emit: Callable[[Event], None]) -> Done:
        """Do the job. Raises EngineFailedError with everything that failed, in words."""
        started = time.monotonic()
        load_classes(sorted({resource.type for resource in job.graph.resources}))
        if job.action == "preview":
            return Done(job.stack, time.monotonic() - started, self._preview(job, emit), "")
        previous: list[Lease] = []
        store, give_up = self._tools.states.store, partial(self._tools.command.stop, _GRACE)
        run = self._tools.around.run
        with leased(store, job.stack, run, give_up, previous.append, self._probe(job.stack)) as held:
            turn = Turn(self._tools, job, emit, held)
            for lease in previous:
                end_orphan(lease)
            if held.instead:
                turn.recovered(held.instead)
            local = is_local(self._tools.around)
            cleared = clear_dead_locks(store, job.stack, previous[0] if previous else None, local=local)
            if cleared:
                turn.recovered("the lock of a run that was killed is taken over")
            restored = restore_state(turn)
            if restored is not None:
                turn = turn.with_job(replace(job, refresh=job.action == "up" or job.refresh))
            state = self._tools.states.read(job.stack) or EMPTY
            turn = turn.with_job(without_absent(turn.job, state, self._tools.live))
            delete_orphans(turn)
            changes = change(turn, interrupted=bool(cleared or previous or restored))
            done = self._done(job, changes, started)
            return replace(done, absent=job.graph.ids - turn.job.graph.ids)

    def _probe(self, stack: str) -> Callable[[], None]:
        """A probe of whether states can be written, asked once now."""
        probe = partial(self._tools.copies.probe, stack)
        probe()
        return probe

    def _preview(self, job: Job, emit: Callable[[Event], None]) -> Mapping[str, int]:
        states = self._tools.states
        state = states.read(job.stack) or EMPTY
        recorded = tables(job, state)
        job = replace(job, altered=frozenset(table.resource for table in recorded if table.is_replaced))
        log = AlteredLog(job.stack, emit, job.altered)
        listener = EventLog(job.stack, log)
        states.make(job.stack)
        try:
            fail_if_failed(self._tools.cli.run(job, listener, unrecorded(job, state)), listener)
        finally:
            states.unmake(job.stack)
        return log.counted(listener.changes)

    def _done(self, job: Job, changes: Mapping[str, int], started: float) -> Done:
        """The end of a job that changed its stack: what is kept of it, and what others may refer to."""
        states, copies = self._tools.states, self._tools.copies
        if job.action == "down":
            states.remove(job.stack)
            copies.forget(job.stack)
        else:
            copies.keep(job.stack)
        self._tools.intended.forget(job.stack)
        version = states.store.versions(FOLDER).get(f"{FOLDER}/{job.stack}.json", "")
        platform = is_shared(job.graph.owner) and job.action == "up"
        state = (states.read(job.stack) or EMPTY) if platform else EMPTY
        seconds = time.monotonic() - started
        return Done(job.stack, seconds, dict(changes), version, outputs_for_references(state))
