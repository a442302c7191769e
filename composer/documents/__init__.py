"""YAML files as plain values with the place of everything, and a diagnostic for every file that is not one.

Not here: what keys mean (`spec`), and opening the file (`system.files`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Span, ordered
from composer.documents.decoding import MOST_BYTES, too_large, usable
from composer.documents.document import Document
from composer.documents.marks import Path
from composer.documents.merge_conflicts import conflict
from composer.documents.parsing import parse
from composer.system import files

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    from composer.repository import Repository

__all__ = ["MOST_BYTES", "Document", "Path", "load", "of", "read"]


def read(file: str, data: bytes) -> Document:
    """The document in `data`. Never raises for what a person wrote; `file` is how diagnostics call it."""
    usable_data, problems = usable(file, data)
    if not usable_data:
        return Document(file, None, problems)
    unmerged = conflict(file, usable_data.decode("utf-8")) if b"<<<<<<<" in usable_data else None
    if unmerged is not None:
        return Document(file, None, ordered((*problems, unmerged)))
    parsed = parse(file, usable_data)
    unsure = {one.span.line for one in problems if one.severity == "error"}  # read without what cannot be seen there
    met = [one for one in parsed.diagnostics if one.span.line not in unsure] if unsure else parsed.diagnostics
    diagnostics = ordered((*problems, *met)) if problems or met else ()
    if parsed.mark is None or unsure:
        return Document(file, None, diagnostics)
    return Document(file, parsed.value, diagnostics, parsed.mark)


def load(file: str, path: pathlib.Path, within: pathlib.Path | None = None) -> Document:
    """The document in the file at `path`, read only if it is an ordinary file, inside `within` if that is given, of a
    size that a person writes."""
    return _document(file, lambda: files.read(path, within=within, most=MOST_BYTES))


def of(repository: Repository, path: pathlib.Path) -> Document:
    """The document in a file of a repository: as `load`, called as the repository's diagnostics call it."""
    return _document(repository.relative(path), lambda: repository.read(path, MOST_BYTES))


def _document(file: str, data: Callable[[], bytes]) -> Document:
    try:
        return read(file, data())
    except files.TooLargeError as error:
        return Document(file, None, (too_large(file, error.size),))
    except OSError as error:
        hint = error.way_out if isinstance(error, files.UnreadableError) else "put it there, or check its permissions"
        message = f"this file cannot be read: {error.strerror or error}"
        return Document(file, None, (Diagnostic("ET001", message, Span(file), hint),))
