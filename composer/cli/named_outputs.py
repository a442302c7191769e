"""Places for output that somebody named on the command line: what cannot be written there is said as wrong usage."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What the disk refuses whatever was named: that is no wrong usage, and the command line's own words fit (exit 3)."""
_REASONS = {
    errno.ENOTDIR: "a part of that path is no folder",
    errno.EEXIST: "something that is no folder stands there",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENOENT: "that folder does not exist; make it first",
}


@contextlib.contextmanager
def writing(place: Path | str, parameter: str, after: str = "") -> Iterator[None]:
    """Turn what keeps the block from writing to `place` into a usage error about this option or argument; `after`: one
    more sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK:
            raise
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        message = f"'{place}' cannot be written: {reason}{f'. {after}' if after else ''}"
        raise click.BadParameter(message, param_hint=parameter) from error
