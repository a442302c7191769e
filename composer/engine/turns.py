"""Turns: runs of one verb that change much in one environment, one after the other, whoever started them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from composer.engine.failures import EngineFailedError, failure
from composer.engine.lease import key_of, leased, parse
from composer.engine.process_identity import me
from composer.engine.stack_state import States
from composer.units import MINUTE, elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.engine.lease import HeldLease, Lease
    from composer.ledger import Store

PATIENCE = 15 * MINUTE
"""Seconds for which a turn is waited for: removals of a whole fleet take some minutes, people at a prompt forget it."""
_LOOK = 0.5
"""Seconds between looks."""


@contextlib.contextmanager
def turn(backend: str, name: str, waiting: Callable[[str], None], patience: float = PATIENCE) -> Iterator[HeldLease]:
    """Hold the turn of this name; `waiting` is told once who has it now. Raises EngineFailedError after `patience`
    seconds; one whose holder is dead is taken over."""
    store = States(backend).store
    ends, announced = time.monotonic() + patience, False
    with contextlib.ExitStack() as stack:
        while True:
            try:
                held = stack.enter_context(leased(store, name, me(), lambda: None, _nothing))
            except EngineFailedError:
                who = f"another {name} is at work{_holder(store, name)}"
                if time.monotonic() > ends:
                    raise EngineFailedError(
                        failure(f"{who}; it was waited for {elapsed(patience, 0)}", "wait until it has ended")
                    ) from None
                if not announced:
                    waiting(f"{who}; waiting for its end.")
                announced = True
                time.sleep(_LOOK)
            else:
                break
        yield held


def _nothing(dead: Lease) -> None:
    """Does nothing: the verb itself sees how far a dead holder got, and finishes it."""


def _holder(store: Store, name: str) -> str:
    lease = parse(key_of(name), store.read(key_of(name)) or b"")
    return f": process {lease.holder.pid} on {lease.holder.host}, since {lease.since}" if lease else ""


def refuse_lost(held: HeldLease, name: str) -> None:
    """Raises EngineFailedError if somebody else has the turn by now: this process was asleep for too long."""
    if held.lost:
        raise EngineFailedError(failure(f"another {name} took over meanwhile", "run it again once that has ended"))
