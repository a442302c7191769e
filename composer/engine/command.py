"""Running the Pulumi CLI as a child that can be asked to stop."""

from __future__ import annotations

import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


class Command:
    """The CLI of one worker: at most one child at a time, which `stop` asks to end (from any thread)."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self.stopped = False

    def run(self, arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Outcome:
        """Run it to its end. The child has no terminal: it never asks anything."""
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
        stdout, stderr = self._child.communicate()
        code = self._child.returncode
        with self._lock:
            self._child = None
        return Outcome(code, stdout, stderr)

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        child = self._child
        return None if child is None else child.pid

    def stop(self) -> None:
        """Ask the child to finish what is in flight and end; once stopped, no child runs on."""
        with self._lock:
            self.stopped = True
            if self._child is not None and self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)
