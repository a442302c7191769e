"""A file read into plain values that remember where they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.diagnostics import Span, has_errors

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the root."""

Mark = tuple[int, int, int, int, int, int, Any]
"""Line, column and end column of the key, the same of the value, and the marks of what is inside it.

Items of a list and the root have no key of their own: the value's place stands for it. What is inside is a dict of
marks by key, a list of marks, or None. Plain tuples, since a fleet has hundreds of thousands of them.
"""

START: Mark = (1, 1, 0, 1, 1, 0, None)


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
        mark = self._nearest(path)
        return Span(self.file, mark[3], mark[4], mark[5])

    def key_span(self, path: Path) -> Span:
        """The place of the key of the value at `path`; of the value itself if it has none (an item of a list)."""
        mark = self._nearest(path)
        return Span(self.file, mark[0], mark[1], mark[2])

    def _nearest(self, path: Path) -> Mark:
        mark = self.marks
        for step in path:
            inside = mark[6]
            child: Mark | None = None
            if isinstance(inside, dict):
                child = inside.get(step)
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                child = inside[step]
            if child is None:
                break
            mark = child
        return mark
