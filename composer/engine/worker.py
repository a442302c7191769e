"""A worker process: imports the SDK once, then does one stack after another. Ends when its parent does.

`python -m composer.engine.worker FD`: FD is the inherited end of a pipe of pickled values.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import queue
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import PurePath
from typing import TYPE_CHECKING

from composer.engine.disk_full import CannotWriteError, cannot_be_used, refused
from composer.engine.failures import failure
from composer.engine.job import Failed, Stop
from composer.engine.pulumi_process import Command
from composer.engine.stack_run import Engine
from composer.live.failures import CloudFailedError
from composer.system import private_folders

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.engine.events import Event
    from composer.engine.job import Answer, CliEnvironment, Job
    from composer.live.failures import Failure

_GRACE = 10.0
"""Seconds that a worker and its CLI may take to stop once our parent is gone; the next run waits no longer than it
must, and ends them itself."""


def serve(pipe: Connection) -> None:
    """Take surroundings, then works, until told to stop or until the parent is gone."""
    around: CliEnvironment = pipe.recv()
    command = Command(around.binary)
    works: queue.Queue[Job | None] = queue.Queue()
    threading.Thread(target=_listen, args=(pipe, command, works), daemon=True).start()
    engine = Engine(around, command)
    sending = threading.Lock()

    def send(value: Event | Answer) -> None:
        with sending, contextlib.suppress(OSError):
            pipe.send(value)

    while (work := works.get()) is not None:
        send(answer_to(engine, work, send))
    engine.close()


def answer_to(engine: Engine, work: Job, send: Callable[[Event], None]) -> Answer:
    """Do a work; answer how it ended, whatever happens."""
    started = time.monotonic()
    try:
        return engine.perform(work, send)
    except CloudFailedError as error:
        everywhere = isinstance(error, CannotWriteError)
        return Failed(work.stack, time.monotonic() - started, error.failures, everywhere)
    except OSError as error:
        failures = (cannot_be_used(error),)
        return Failed(work.stack, time.monotonic() - started, failures, everywhere=refused(error) is not None)
    except Exception as error:  # noqa: BLE001  one stack's bug must not end the others
        return Failed(work.stack, time.monotonic() - started, (_bug(error),))


def _listen(pipe: Connection, command: Command, works: queue.Queue[Job | None]) -> None:
    """Read what the parent says; runs beside the work, so that a stop is heard at once."""
    with contextlib.suppress(EOFError, OSError):
        while not isinstance(message := pipe.recv(), Stop):
            works.put(message)
        command.stop(message.timeout)
        works.put(None)
        while isinstance(message := pipe.recv(), Stop):
            command.stop(message.timeout)
    command.stop(_GRACE / 2)
    works.put(None)
    time.sleep(_GRACE)
    os.killpg(0, signal.SIGKILL)


def _bug(error: Exception) -> Failure:
    return failure(
        f"the composer itself failed: {type(error).__name__}: {error}",
        "run it again; if it fails again, report it with the definition that causes it",
    )


def _unless_abandoned(unraisable: sys.UnraisableHookArgs) -> None:
    """Report an exception that nobody can catch, but for that of a program which the engine stopped waiting for.

    An update that fails leaves the SDK's coroutine unfinished. When it is collected, its clean-up asks for the event
    loop that is gone, and people would read a traceback below the failure, which has been told already.
    """
    candidate = unraisable.object
    if not (inspect.iscoroutine(candidate) and "pulumi" in PurePath(candidate.cr_code.co_filename).parts):
        sys.__unraisablehook__(unraisable)


def main() -> None:
    """Serve the pipe whose descriptor is the only argument; whatever libraries print goes to stderr."""
    os.dup2(2, 1)
    private_folders.from_now_on()
    sys.unraisablehook = _unless_abandoned
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
