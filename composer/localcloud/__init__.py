"""The local cloud: a simulated Google Cloud over one SQLite file, spoken to by the real Pulumi engine.

Not here: rules of a kind (`kinds`), which it obeys without knowing any of them, and anything about Event Types.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.system.child_output import output_of
from composer.system.loopback import direct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a running local cloud is reached: the provider's port, the REST API's address and the token it asks for."""

    provider: int
    rest: str
    token: str


class LocalCloudError(Exception):
    """The local cloud did not start."""


@contextmanager
def running(database: Path) -> Iterator[Endpoints]:
    """A local cloud over `database` in a child process, which ends with the block, or when this process dies."""
    process = subprocess.Popen(
        [sys.executable, "-m", "composer.localcloud", "--database", str(database)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=direct(os.environ),
        text=True,
    )
    try:
        line = output_of(process).readline()
        answer = json.loads(line) if line else {"error": f"exit {process.wait()}"}
        if "error" in answer:
            raise LocalCloudError(f"the local cloud did not start over {database}: {answer['error']}")
        yield Endpoints(**answer)
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        output_of(process).close()
