"""Disks that cannot be written: what a run does from then on would not be known, so it stops at once, with words."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from composer.engine.failures import EngineFailedError, failure

if TYPE_CHECKING:
    from composer.live.failures import Failure


class CannotWriteError(EngineFailedError):
    """A disk that cannot be written: not this stack's trouble alone, so that the whole run stops."""


_ROOM = "make room on that disk, then run `composer up` again: it goes on there, and mends what was left half-written"
_RIGHT = "let this user write there, then run `composer up` again: it goes on there"
_KINDS = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("this user's share of the disk is used up", _ROOM),
    errno.EFBIG: ("a file may not grow any larger here", _ROOM),
    errno.EROFS: ("the disk can only be read", _RIGHT),
    errno.EACCES: ("this user may not write there", _RIGHT),
    errno.EPERM: ("this user may not write there", _RIGHT),
    errno.EIO: ("the disk has a fault", "see what the system's log says of it; the state may have to go elsewhere"),
}
_WORDS = (
    (re.compile(r"no space left on device|database or disk is full", re.IGNORECASE), errno.ENOSPC),
    (re.compile(r"disk quota exceeded", re.IGNORECASE), errno.EDQUOT),
    (re.compile(r"file too large|file size limit exceeded", re.IGNORECASE), errno.EFBIG),
    (re.compile(r"read-only file system|attempt to write a readonly database", re.IGNORECASE), errno.EROFS),
    (re.compile(r"open [^:\n]*: permission denied|unable to open database file", re.IGNORECASE), errno.EACCES),
)
"""What the CLI (Go's words) and SQLite say."""


def refused(error: OSError) -> Failure | None:
    """The failure in words, if it is a disk that cannot be written."""
    if error.errno not in _KINDS:
        return None
    what, way_out = _KINDS[error.errno]
    return failure(f"{what}, and the run stops here", way_out, detail=str(error))


def refused_in(text: str) -> Failure | None:
    """As `refused`, read from what the engine printed."""
    for pattern, number in _WORDS:
        match = pattern.search(text)
        if match is not None:
            line = next(line for line in text.splitlines() if pattern.search(line))
            return refused(OSError(number, line.strip()))
    return None


def cannot_be_used(error: OSError) -> Failure:
    """Any failure of files or of the backend, in words."""
    return refused(error) or failure(
        f"what is kept of the stack cannot be used: {error.strerror or error}",
        getattr(error, "way_out", "") or getattr(error, "hint", "") or "put it right, then run `composer up` again",
        detail=str(error),
    )
