"""Processes of a run that is dead, whom nobody answers any more."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import psutil

from composer.engine.process_identity import alive

if TYPE_CHECKING:
    from composer.engine.lease import Lease

_PATIENCE = 10.0
"""Seconds that a CLI has for what is in flight before it is killed."""


def end_orphan(lease: Lease) -> None:
    """End the worker of a run that is dead, if it still is there, and its CLI, whom nobody answers.

    The worker goes at once; the CLI finishes what is in flight, then goes.
    """
    if not lease.holder.ours_to_judge:
        return
    if alive(lease.holder.pid, lease.holder.started):
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(lease.holder.pid).kill()
    if not lease.child:
        return
    asked = 0
    end = time.monotonic() + _PATIENCE
    while alive(lease.child, lease.child_started):
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(lease.child)
            if time.monotonic() > end:
                process.kill()
            elif not asked:
                process.send_signal(2)
                asked = 1
        time.sleep(0.05)
