"""What this user's runs leave on a disk is for this user: states hold names, addresses and what was granted to whom."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STATE = ".composer"
"""The folder of everything local in a repository."""
_MODE = 0o700


def folder(path: Path) -> Path:
    """The folder, made if it is not there, as are its parents: each for this user alone.

    A `.composer` on the way that is open to others, because an older version made it, is closed.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            one.mkdir(_MODE)
    path.mkdir(exist_ok=True)  # says in the system's words what stands in its place
    for one in (path, *path.parents):
        if one.name == STATE and one.stat().st_mode & 0o077:
            with contextlib.suppress(PermissionError):  # somebody else's: they decide
                one.chmod(_MODE)
    return path


def file(path: Path) -> Path:
    """An existing or new empty file, for this user alone; for libraries that make files their own way."""
    folder(path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    return path


def from_now_on() -> None:
    """Whatever this process and its children make from now on is for this user alone."""
    os.umask(0o077)
