"""A file read into plain values that remember where they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.diagnostics import Span, has_errors
from composer.documents.marks import START, Mark, Path, key_place, nearest, value_place

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A key that is read as another one: `path` is that of what was meant, `written` what stands in the file."""

    path: Path
    written: str


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file as plain values (dict, list, str, int, float, bool, None), its problems, and every place in it.

    `value` is None, too, when the file could not be read as YAML at all; `broken` tells that apart.
    """

    file: str
    value: Any
    diagnostics: tuple[Diagnostic, ...] = ()
    marks: Mark = field(default=START, repr=False, compare=False)
    misspelt: tuple[Misspelt, ...] = ()

    @property
    def broken(self) -> bool:
        """True if there is no value because of errors: then nothing should be said about what is missing in it."""
        return self.value is None and has_errors(self.diagnostics)

    def span(self, path: Path) -> Span:
        """The place of the value at `path`, or else of its nearest written parent."""
        return Span(self.file, *value_place(nearest(self.marks, path)))

    def key_span(self, path: Path) -> Span:
        """The place of the key of the value at `path`; of the value itself if it has none (an item of a list)."""
        return Span(self.file, *key_place(nearest(self.marks, path)))
