"""Killing runs at chosen moments, without leaving a process behind."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil

from composer.localcloud import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from composer.localcloud.cloud_database import Store

PATIENCE = 60.0


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.02)


class Victim:
    """A run in a process of its own: the run, its worker, the CLI, the local cloud."""

    def __init__(self, root: Path, command: Sequence[str], folder: Path | None = None) -> None:
        self.log = (root / "run.log").open("w")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=folder)

    def find(self, message: str) -> list[psutil.Process]:
        results = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if message in " ".join(process.cmdline()):
                    results.append(process)
        return results

    @property
    def worker(self) -> psutil.Process:
        return self.find("composer.engine.worker")[0]

    @property
    def cli(self) -> psutil.Process:
        return self.find("--exec-kind auto.inline")[0]

    def kill(self, who: str) -> None:
        """`cli`, `python` (run and worker, the CLI lives on) or `everything`."""
        doomed = {"cli": lambda: [self.cli], "python": lambda: [self.worker], "everything": lambda: self.find("")}[
            who
        ]()
        if who != "cli":
            doomed.append(psutil.Process(self.process.pid))
        for process in doomed:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def wait(self) -> int:
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def victim(root: Path, *url: str, driver: str = "driver") -> Iterator[Victim]:
    """A run over the test fleet, or over what another driver applies."""
    with _watched(Victim(root, [sys.executable, "-m", f"tests.engine.{driver}", str(root), *url])) as result:
        yield result


@contextlib.contextmanager
def started(command: Sequence[str], folder: Path) -> Iterator[Victim]:
    """A command in a repository."""
    with _watched(Victim(folder, command, folder)) as result:
        yield result


@contextlib.contextmanager
def _watched(result: Victim) -> Iterator[Victim]:
    """Nothing of it is left afterwards."""
    family: list[psutil.Process] = []
    try:
        yield result
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(result.process.pid).children(recursive=True)
    finally:
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.kill(result.process.pid, 9)
        result.process.wait()
        result.log.close()


def hanging(store: Store) -> int:
    return sum(fault.hanging for fault in faults.standing(store))
