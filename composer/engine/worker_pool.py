"""The worker processes of a run: started when there is work, replaced when they die, ended all together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import TYPE_CHECKING, Any

from composer.engine.failures import failure
from composer.engine.job import Done, Failed, Stop
from composer.system.loopback import direct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.engine.job import CliEnvironment, Job
    from composer.live.failures import Failure

_PATIENCE = 5.0
_TICK = 0.2


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    stack: str | None = None


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """A worker ended without an answer for its stack."""

    stack: str
    failure: Failure


class WorkerPool:
    """At most `size` workers. Each is a session of its own, so that Ctrl-C reaches the run first, and only it."""

    def __init__(self, around: CliEnvironment, size: int) -> None:
        self._around = around
        self._size = size
        self._workers: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """True if any stack is being worked on."""
        return any(worker.stack is not None for worker in self._workers)

    @property
    def free(self) -> bool:
        """True if another work can be given now."""
        return len(self._workers) < self._size or any(worker.stack is None for worker in self._workers)

    def give(self, work: Job) -> None:
        """Let a free worker do it."""
        worker = next((worker for worker in self._workers if worker.stack is None), None) or self._start()
        worker.stack = work.stack
        with contextlib.suppress(OSError):  # it died: `answers` will tell
            worker.pipe.send(work)

    def answers(self) -> Iterator[Any]:
        """Messages of workers since the last time; waits a moment for something."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), _TICK):
            worker = by_pipe[pipe]  # type: ignore[index]  # the type knows other things to wait for
            try:
                message = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if isinstance(message, Done | Failed):
                worker.stack = None
            yield message

    def stop(self, timeout: float = 0.0) -> None:
        """Ask all of them to finish what is in flight (`timeout`: in so many seconds), and take nothing more."""
        for worker in self._workers:
            with contextlib.suppress(OSError):
                worker.pipe.send(Stop(timeout))

    def kill(self) -> None:
        """End all of them now, with the CLIs they run."""
        for worker in self._workers:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End idle workers, and after a moment whatever is left of them."""
        self.stop()
        for worker in self._workers:
            worker.pipe.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(_PATIENCE)
        self.kill()
        for worker in self._workers:
            worker.process.wait()

    def _start(self) -> _Worker:
        ours, theirs = Pipe()
        process = subprocess.Popen(
            [sys.executable, "-m", "composer.engine.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=direct(os.environ),
        )
        theirs.close()
        worker = _Worker(process, ours)
        ours.send(self._around)
        self._workers.append(worker)
        return worker

    def _bury(self, worker: _Worker) -> Iterator[WorkerDied]:
        self._workers.remove(worker)
        code = worker.process.wait()
        if worker.stack is not None:
            exit_reason = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
            crash = failure(
                f"the worker process of this stack ended unexpectedly ({exit_reason})",
                "run `composer up` again: it takes over and goes on where this stopped",
            )
            yield WorkerDied(worker.stack, crash)
