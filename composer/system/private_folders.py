"""What this user's runs leave on a disk is for this user: states hold names, addresses and what was granted to whom."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from composer.system import atomic_writes, files

if TYPE_CHECKING:
    from pathlib import Path

STATE = ".composer"
"""The folder of everything local in a repository."""
_MODE = 0o700


def folder(path: Path) -> Path:
    """The folder, made if it is not there, as are its parents: each for this user alone.

    A `.composer` on the way that is open to others, because an older version made it, is closed; one that a link leads
    out of its repository is refused with UnreadableError, before anything is made.
    """
    repository = repository_of(path)
    if repository is not None:
        files.inside(path, within=repository)
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


def repository_of(path: Path) -> Path | None:
    """The folder whose `.composer` a path lies in, or None: what lies there is this repository's and nobody else's."""
    return next((one.parent for one in (path, *path.parents) if one.name == STATE), None)


def file(path: Path) -> Path:
    """An existing or new empty file, for this user alone; for libraries that make files their own way."""
    folder(path.parent)
    with contextlib.suppress(FileExistsError):
        atomic_writes.create(path, b"", within=repository_of(path), mode=0o600)
    return path


def from_now_on() -> None:
    """Whatever this process and its children make from now on is for this user alone."""
    os.umask(0o077)
