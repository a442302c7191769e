"""Calls made again as the real provider makes them: after a rate limit, and until a new service account is visible."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeVar

from composer.localcloud.refusal import TryAgainError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

LONGEST_RETRY = 1200.0
"""Seconds: the create timeout of most resources of the real provider (20 minutes)."""
_PAUSES = (0.25, 0.5, 1.0)


def patiently(call: Callable[[], Answer], alive: Callable[[], bool], timeout: float = LONGEST_RETRY) -> Answer:
    """The call's answer; refusals that pass are waited out as long as the caller waits and `timeout` (s) lasts."""
    until = time.monotonic() + timeout
    for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
        try:
            return call()
        except TryAgainError:
            if time.monotonic() + pause > until or not alive():
                raise
        time.sleep(pause)
    raise AssertionError(pause)
