"""YAML files as plain values with the place of everything, and a diagnostic for every file that is not one."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from yaml import MarkedYAMLError, YAMLError

from composer.diagnostics import Diagnostic, Span, ordered
from composer.documents.codes import CODES
from composer.documents.compose import Composer, StopReadingError
from composer.documents.document import Document, Path
from composer.documents.syntax import conflict, explained
from composer.documents.text import MOST_BYTES, too_large, usable

if TYPE_CHECKING:
    import pathlib

__all__ = ["CODES", "MOST_BYTES", "Document", "Path", "load", "read"]


def read(file: str, data: bytes) -> Document:
    """The document in `data`. Never raises for what a person wrote; `file` is how diagnostics call it."""
    usable_data, problems = usable(file, data)
    if not usable_data:
        return Document(file, None, problems)
    unmerged = conflict(file, usable_data.decode("utf-8")) if b"<<<<<<<" in usable_data else None
    if unmerged is not None:
        return Document(file, None, ordered((*problems, unmerged)))
    composer = Composer(file)
    value, mark = None, None
    try:
        composer.run(usable_data)
        value, mark = composer.value, composer.mark
    except StopReadingError:
        pass
    except MarkedYAMLError as error:
        composer.problems.append(explained(file, error, usable_data.decode("utf-8")))
    except YAMLError as error:
        composer.problems.append(Diagnostic("ET010", f"this is not YAML: {error}", Span(file)))
    found = ordered((*problems, *composer.problems)) if problems or composer.problems else ()
    return Document(file, value, found) if mark is None else Document(file, value, found, mark)


def load(file: str, path: pathlib.Path) -> Document:
    """The document in the file at `path`, opened only if it is an ordinary file of a size that a person writes."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
            return _unreadable(file, f"this is {kind}", "rename it: what ends in .yaml is read as a definition")
        with path.open("rb") as opened:
            # One byte more than allowed tells a file that is too large from one that just fits.
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        return _unreadable(
            file, f"this file cannot be read: {error.strerror or error}", "check the link or permissions"
        )
    if len(data) > MOST_BYTES:
        return Document(file, None, (too_large(file, max(status.st_size, len(data))),))
    return read(file, data)


def _unreadable(file: str, message: str, hint: str) -> Document:
    return Document(file, None, (Diagnostic("ET001", message, Span(file), hint),))
