"""What a disk refuses, told apart from what is wrong with a database: SQLite reports both as errors of its own."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OF_CONTENT = ("SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA")
"""Errors of reading: the file is shorter or other than its header says."""
_OF_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_LOCKED")


def says_nothing_of_content(error: sqlite3.Error) -> bool:
    """True if the disk, or another process, refused: what is in the database may be as it was."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(_OF_DISK) and not name.startswith(_OF_CONTENT)


@contextmanager
def as_disk_errors(database: Path) -> Iterator[None]:
    """Raise OSError, with the name of the file, for what a disk refuses within the block: as any other file does."""
    try:
        yield
    except sqlite3.OperationalError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if not says_nothing_of_content(error) or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise
        code = errno.EACCES if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) else errno.ENOSPC
        raise OSError(code, f"it cannot be written: {error}", str(database)) from error
