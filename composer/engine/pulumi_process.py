"""Running the Pulumi CLI as a child that can be asked to stop."""

from __future__ import annotations

import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str
    pid: int


def _nobody(pid: int) -> None:
    del pid


class Command:
    """The CLI of one worker: at most one child at a time, which `stop` asks to end (from any thread)."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._resting = threading.Event()
        self.stopped = False

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        variables: Mapping[str, str],
        started: Callable[[int], None] = _nobody,
    ) -> Outcome:
        """Run it to its end; `started` is told its pid. The child has no terminal: it never asks anything."""
        with self._lock:
            self._child = subprocess.Popen(
                [str(self._binary), "--non-interactive", "--color=never", *arguments],
                cwd=folder,
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        if self.stopped:
            self.stop()
        started(self._child.pid)
        stdout, stderr = self._child.communicate()
        code, pid = self._child.returncode, self._child.pid
        with self._lock:
            self._child = None
        return Outcome(code, stdout, stderr, pid)

    def stop(self, timeout: float = 0.0) -> None:
        """Ask the child to finish what is in flight and end; once stopped, no child runs on.

        After `timeout` seconds (0: never) it is killed: what it began is then found and adopted by the next run.
        """
        with self._lock:
            self.stopped = True
            self._resting.set()
            if self._child is not None and self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)
                if timeout:
                    timer = threading.Timer(timeout, self._child.kill)  # a child that has ended is not killed
                    timer.daemon = True
                    timer.start()

    def pause(self, seconds: float) -> None:
        """Wait, unless and until it is stopped."""
        self._resting.wait(seconds)
