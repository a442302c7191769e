"""Who holds something: this machine's processes can be looked at, those of others cannot."""

from __future__ import annotations

import os
import socket
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping

_SLACK = 2.0
"""Seconds by which a process may seem to have started after it wrote its own name down."""


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process: `machine` identifies host, boot and process namespace, so that a pid means one process only."""

    machine: str
    host: str
    pid: int
    started: float

    def to_json(self) -> dict[str, Any]:
        """As it is written into a lease."""
        return asdict(self)

    @property
    def ours_to_judge(self) -> bool:
        """True if the process is one of this machine's, so that it can be looked at."""
        return self.machine == machine()

    @property
    def dead(self) -> bool:
        """True if it is proven that the process has ended. A zombie has; so has one whose pid is another's now."""
        return self.ours_to_judge and not alive(self.pid, self.started)


def holder_from(data: Mapping[str, Any]) -> ProcessIdentity:
    """The reverse of `to_json`. Raises KeyError or TypeError for anything else."""
    return ProcessIdentity(str(data["machine"]), str(data["host"]), int(data["pid"]), float(data["started"]))


def me(pid: int | None = None) -> ProcessIdentity:
    """This process, or another one of this machine."""
    process = psutil.Process(pid)
    return ProcessIdentity(machine(), socket.gethostname(), process.pid, process.create_time())


@cache
def machine() -> str:
    """This host, boot and process namespace: two containers of one host differ, even with one hostname."""
    parts = [socket.gethostname()]
    for path in ("/proc/sys/kernel/random/boot_id", "/etc/machine-id"):
        try:
            parts.append(files.read(Path(path), within=None).decode().strip())
        except OSError:
            continue
        break
    try:
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        parts.append(str(os.getuid()))
    return "/".join(parts)


def alive(pid: int, started: float | None = None, *, written: float | None = None) -> bool:
    """True if a process of this machine still runs; `started` or `written` (when it wrote its pid) tell pids reused."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        began = process.create_time()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    except psutil.AccessDenied:
        return True
    if started is not None and abs(began - started) > _SLACK:
        return False
    return written is None or began <= written + _SLACK
