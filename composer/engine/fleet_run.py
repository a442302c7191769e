"""Many stacks: what cells share before events (the other way round to destroy), in workers, each failing for itself.

Nothing of Pulumi is imported, and neither the CLI nor the local cloud is started, before a stack needs it.
"""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from composer.engine.desired import Missing, applied_fingerprint, platform_values
from composer.engine.disk_full import cannot_be_used, refused
from composer.engine.events import (
    RunFinished,
    RunStarted,
    StackFailed,
    StackNoted,
    StackNotTried,
    StackSkipped,
    StackStarted,
    StackSucceeded,
)
from composer.engine.failures import EngineFailedError, failure
from composer.engine.job import Done, Failed, Job, stack_name
from composer.engine.run_records import RunRecords
from composer.engine.signals import Signals
from composer.engine.stack_order import applied_before, needed_by
from composer.engine.startup import cores, surroundings
from composer.engine.worker_pool import WorkerDied, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.engine.desired import Desired, Request
    from composer.engine.events import Event
    from composer.live.failures import Failure

    Emit = Callable[[Event], None]


HURRY = 5.0
"""Seconds that calls in flight have to end when a run is stopped: people do not wait, CI kills, a disk is full."""


def run(request: Request, emit: Emit) -> RunFinished:
    """Apply, destroy or preview what is asked for; `emit` hears everything that happens, the result included.

    Raises EngineFailedError only for what concerns the whole run: no engine, a refused environment.
    """
    if request.action == "down" and not request.environment.simulated:
        raise EngineFailedError(
            failure(
                f"{request.environment.name} is a real environment, and `down` would destroy what it holds",
                "retire Event Types through their lifecycle; what holds data is then kept",
            )
        )
    with contextlib.ExitStack() as stack:
        return _Run(request, emit, stack).to_its_end()


class _Run:
    """One run: what waits, what is being worked on, how everything ended."""

    def __init__(self, request: Request, emit: Emit, resources: contextlib.ExitStack) -> None:
        self._request = request
        self._emit = emit
        self._resources = resources
        self._records = RunRecords(request)
        self._signals = resources.enter_context(Signals())
        self._pool: WorkerPool | None = None
        self._waiting: dict[str, Desired] = {desired.owner: desired for desired in request.desired}
        self._jobs: dict[str, tuple[Desired, Job]] = {}
        self._ended: dict[str, str] = {}
        self._begun: dict[str, float] = {}
        self._until = math.inf

    def to_its_end(self) -> RunFinished:
        started = time.monotonic()
        self._emit(RunStarted(self._request.action, len(self._waiting)))
        if self._records.damaged:
            self._emit(StackNoted(self._request.environment.name, self._records.damaged))
        stop_requested = False
        while self._waiting or (self._pool is not None and self._pool.busy):
            if self._signals.count and not stop_requested:
                stop_requested = True
                self._stop("the run was stopped")
            if time.monotonic() > self._until and self._pool is not None:
                self._pool.kill()
            self._hand_out()
            self._take_in()
        if self._pool is not None:
            self._pool.close()
        self._records.tidy()
        succeeded, skipped, failed, not_tried = (self._that(how) for how in _ENDINGS)
        cancelled = bool(self._signals.count)
        finished = RunFinished(time.monotonic() - started, succeeded, skipped, failed, not_tried, cancelled)
        self._emit(finished)
        return finished

    def _that(self, how: str) -> tuple[str, ...]:
        return tuple(sorted(stack for stack, ended in self._ended.items() if ended == how))

    def _stop(self, because: str) -> None:
        for owner in list(self._waiting):
            self._not_tried(owner, because)
        if self._pool is not None:
            self._pool.stop(HURRY)
        self._until = min(self._until, time.monotonic() + 2 * HURRY)

    def _hand_out(self) -> None:
        """Give out whatever can be done now; what needs nothing ends here, what waits for others stays."""
        for owner, desired in list(self._waiting.items()):
            if self._pool is not None and not self._pool.free:
                return
            if self._signals.count:
                return
            if self._must_wait(desired):
                continue
            job = self._decide(desired)
            refusal = self._records.other_provider(desired) if job is not None else None
            if refusal is not None:
                self._failed(self._stack(desired), 0.0, (refusal,))
            elif job is not None:
                self._begin(desired, job)
            self._waiting.pop(owner, None)

    def _must_wait(self, desired: Desired) -> bool:
        first = applied_before(self._request, desired)
        running = {other.owner for other, _ in self._jobs.values()}
        return any(owner in self._waiting or owner in running for owner in first)

    def _decide(self, desired: Desired) -> Job | None:
        """The job to do for an owner, or None after telling why there is none."""
        stack = self._stack(desired)
        needed = (
            applied_before(self._request, desired)
            if self._request.action == "down"
            else needed_by(self._request, desired)
        )
        broken = [owner for owner in needed if self._ended.get(self._name(owner)) in {"failed", "not tried"}]
        if broken:
            blocked = "depends on" if self._request.action != "down" else "is still used by"
            self._not_tried(desired.owner, f"it {blocked} {self._name(broken[0])}, which failed")
            return None
        if self._request.action == "down":
            return self._decide_down(desired, stack)
        values = platform_values(desired, self._records.outputs)
        if isinstance(values, Missing) and self._request.action == "preview":
            self._not_tried(
                desired.owner, f"{values.reference.id} is not there yet: apply the platform of the cell first"
            )
            return None
        if isinstance(values, Missing):
            self._failed(stack, 0.0, (_no_output(values),))
            return None
        applied = applied_fingerprint(desired, values)
        if not self._request.refresh and self._request.action == "up" and self._records.unchanged(desired, applied):
            self._emit(StackSkipped(stack, "nothing to do"))
            self._ended[stack] = "skipped"
            self._records.use_recorded_outputs(desired.owner)
            return None
        refresh = self._request.refresh or self._records.elsewhere(desired)
        job = Job(stack, self._request.action, desired.graph, desired.cell, applied, values, refresh)
        return replace(job, left=desired.left, adopted=desired.adopted)

    def _decide_down(self, desired: Desired, stack: str) -> Job | None:
        if not self._records.exists(stack) and not self._records.was_applied(desired):
            self._records.forget(desired.owner)
            self._emit(StackSkipped(stack, "there is no such stack"))
            self._ended[stack] = "skipped"
            return None
        recorded = replace(desired, graph=self._records.recorded_graph(desired))
        values = platform_values(recorded, self._records.outputs)
        resolved = {} if isinstance(values, Missing) else values
        return Job(stack, "down", recorded.graph, desired.cell, "", resolved, self._request.refresh)

    def _begin(self, desired: Desired, job: Job) -> None:
        if self._pool is None:
            size = min(self._request.parallel or cores(), len(self._waiting) or 1)
            self._pool = WorkerPool(self._resources.enter_context(surroundings(self._request)), size)
            self._resources.callback(self._pool.kill)
            self._signals.on_second(self._pool.kill)
        self._jobs[job.stack] = desired, job
        self._begun[job.stack] = time.monotonic()
        self._emit(StackStarted(job.stack, len(job.graph.resources)))
        self._pool.give(job)

    def _take_in(self) -> None:
        if self._pool is None:
            return
        for answer in self._pool.answers():
            match answer:
                case Done():
                    self._done(answer)
                case Failed():
                    self._failed(answer.stack, answer.seconds, answer.failures)
                    if answer.everywhere:
                        self._stop("nothing can be written")
                case WorkerDied():
                    self._failed(answer.stack, time.monotonic() - self._begun[answer.stack], (answer.failure,))
                case _:
                    self._emit(answer)

    def _done(self, done: Done) -> None:
        desired, job = self._jobs.pop(done.stack)
        try:
            if job.action == "up":
                self._records.record(desired, job, done)
            elif job.action == "down":
                self._records.forget(desired.owner)
        except OSError as error:
            self._failed(done.stack, done.seconds, (cannot_be_used(error),))
            if refused(error) is not None:
                self._stop("nothing can be written")
            return
        self._ended[done.stack] = "succeeded"
        self._emit(StackSucceeded(done.stack, done.seconds, done.changes))

    def _failed(self, stack: str, seconds: float, failures: tuple[Failure, ...]) -> None:
        self._jobs.pop(stack, None)
        self._ended[stack] = "failed"
        self._emit(StackFailed(stack, seconds, failures))

    def _not_tried(self, owner: str, because: str) -> None:
        stack = self._name(owner)
        self._waiting.pop(owner, None)
        self._ended[stack] = "not tried"
        self._emit(StackNotTried(stack, because))

    def _stack(self, desired: Desired) -> str:
        return self._name(desired.owner)

    def _name(self, owner: str) -> str:
        return stack_name(self._request.environment.name, owner)


_ENDINGS = ("succeeded", "skipped", "failed", "not tried")


def _no_output(missing: Missing) -> Failure:
    reference = missing.reference
    return failure(
        f"the platform has no `{reference.output}` of {reference.id}, which this Event Type refers to",
        f"apply {reference.id.partition('/')[0]} first (`composer up` does), or correct the reference",
    )
