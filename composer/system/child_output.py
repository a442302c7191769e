"""What a child process writes, as a stream: given to its caller where it was asked for with a pipe."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, AnyStr

if TYPE_CHECKING:
    import subprocess


def output_of(process: subprocess.Popen[AnyStr]) -> IO[AnyStr]:
    """The stream of what a child writes to its standard output. Raises ValueError for one started without a pipe."""
    if process.stdout is None:
        raise ValueError("this process was started without a pipe for its output")
    return process.stdout
