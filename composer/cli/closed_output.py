"""What happens when nobody reads our output any more: `composer check | head -1`."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = 141
"""The exit code of a program that ended because its reader had gone: 128 and the number of SIGPIPE, as in a shell."""


@contextlib.contextmanager
def going_on() -> Iterator[None]:
    """For what is said on the way of something that is to be finished, whether anybody reads it or not."""
    try:
        yield
    except BrokenPipeError:
        let_go()


def let_go() -> None:
    """Throw away what is still buffered for a reader that has gone, so that the end of Python is quiet as well."""
    for stream in (sys.stdout, sys.stderr):  # noqa: TID251  nothing is written
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
