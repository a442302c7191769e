"""What reports are made of: lines and tables of texts, each with a meaning rather than a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Styled:
    """Text with a meaning: a key of `styled_text.STYLES`, "" for none."""

    text: str
    meaning: str


Piece = str | Styled
Cell = Piece | Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of one line, wrapped at words where it must be. `hang` is how much further the rest is indented.

    With `whole`, it is never wrapped: it shows a line of somebody's file, or is cut to fit already.
    """

    cell: Cell = ""
    indent: int = 0
    hang: int = 2
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below each other. What is too wide wraps in the columns of `wrapped` (by default the last one).

    Numbers of columns in `right` are set to the right. Where words would have too little room beside the other cells,
    they stand in lines of their own below them.
    """

    rows: Sequence[Sequence[Cell]]
    head: Sequence[str] = ()
    indent: int = 0
    wrapped: Sequence[int] = (-1,)
    right: Sequence[int] = ()


Block = Line | Table
BLANK = Line()


def command(text: str, indent: int = 4) -> Line:
    """A line with what to type next, behind an arrow. It is never wrapped: a shell would take half of it."""
    return Line([Styled("→ ", "faint"), text], indent, whole=True)
