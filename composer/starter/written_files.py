"""Writing files that were not there before: all of them whole, or none."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from composer.system import atomic_writes
from composer.system.files import inside

if TYPE_CHECKING:
    from collections.abc import Mapping


def taken(root: Path, names: Mapping[str, bytes]) -> list[str]:
    """Those of the names that exist already, and what stands where a folder is needed."""
    existing = set()
    for name in names:
        for part in (Path(name), *list(Path(name).parents)[:-1]):
            here = root / part
            if os.path.lexists(here) and (part == Path(name) or not here.is_dir()):
                existing.add(part.as_posix())
    return sorted(existing)


def write_new(root: Path, contents: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> None:
    """Write files below `root`. Raises FileExistsError if one is there, OSError if the disk refuses.

    Whatever happens, nothing that existed is changed, and nothing written here is left behind half or alone.
    """
    written: list[Path] = []
    folders: list[Path] = []
    try:
        for name, data in contents.items():
            path = root / name
            inside(path.parent, within=root)
            folders += _make_folders(path.parent)
            atomic_writes.create(path, data, within=root, mode=0o755 if name in executable else 0o644)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        for folder in reversed(folders):
            with contextlib.suppress(OSError):  # somebody else has put something there meanwhile
                folder.rmdir()
        raise


def _make_folders(folder: Path) -> list[Path]:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]
