"""Serving in this process, until it is told to stop."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, NoReturn

from composer.system import private_folders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WATCH = 0.25
"""Seconds between two looks at whether the parent is still there."""


def serve(database: Path, announce: Callable[[int, str, str], None], *, stay: bool) -> NoReturn:
    """Serve `database` and announce the provider's port, the REST address and its token.

    Without `stay`, until the parent ends. Whatever is written is for this user alone.
    """
    private_folders.from_now_on()
    parent = os.getppid()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:  # a run keeps its cloud deaf to Ctrl-C until its calls ended
            signal.signal(number, lambda *_: stop.set())

    from composer.localcloud import provider, rest  # noqa: PLC0415 - signals are caught before the slow imports
    from composer.localcloud.cloud import Cloud  # noqa: PLC0415

    cloud = Cloud(database)
    server, port = provider.serve(cloud)
    announce(port, *rest.serve(cloud))
    while not stop.wait(WATCH):
        if not stay and os.getppid() != parent:
            break
    server.stop(grace=None)
    cloud.store.settle()
    os._exit(0)  # calls that hang on purpose hold threads for ever
