"""Ctrl-C, and the SIGTERM of a CI system: the first asks a run to end soon and in order, the second ends it."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Signals:
    """Counts signals while a run lasts; outside the main thread it hears none."""

    def __init__(self) -> None:
        self.count = 0
        self._second: Callable[[], None] | None = None
        self._before: dict[signal.Signals, Any] = {}

    def on_second(self, act: Callable[[], None]) -> None:
        """Set what to do at the second signal, besides giving up at once."""
        self._second = act

    def __enter__(self) -> Signals:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._heard) for number in _SIGNALS}
        return self

    def __exit__(self, *details: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _heard(self, number: int, frame: object) -> None:
        del number, frame
        self.count += 1
        if self.count > 1:
            if self._second is not None:
                self._second()
            raise KeyboardInterrupt
