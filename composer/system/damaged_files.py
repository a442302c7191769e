"""Damaged files are put aside, never deleted: somebody may want to look at them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".damaged"


def aside(path: Path) -> Path:
    """Move what lies at `path`, whatever it is, to `X.damaged`, in place of an earlier one; where it is now."""
    target = path.with_name(path.name + SUFFIX)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target, ignore_errors=True)
    else:
        target.unlink(missing_ok=True)  # a folder cannot be moved over a file
    return path.rename(target)
