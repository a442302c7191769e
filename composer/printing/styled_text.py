"""Cells as text of rich: styled by meaning, broken between words, and as wide as a terminal shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from composer.printing.blocks import Styled
from composer.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Cell

STYLES = {
    "strong": Style(bold=True),
    "faint": Style(dim=True),
    "create": Style(color="green"),
    "update": Style(color="yellow"),
    "replace": Style(bold=True, color="magenta"),
    "delete": Style(color="red"),
    "danger": Style(bold=True, color="white", bgcolor="red"),
    "danger-text": Style(bold=True, color="red"),
    "error": Style(bold=True, color="red"),
    "warning": Style(bold=True, color="yellow"),
    "good": Style(bold=True, color="green"),
    "name": Style(bold=True, color="cyan"),
    "quiet": Style(color="bright_blue"),
    "reason": Style(dim=True),
}
"""What each meaning looks like. Everything must read as well without."""

GAP = 2
_WORD = re.compile(r"( *\S+)( *)")


def text_of(cell: Cell) -> Text:
    """The cell as text of rich: the only place where strings become that."""
    pieces = [cell] if isinstance(cell, str | Styled) else cell
    text = Text(end="")
    for piece in pieces:
        if isinstance(piece, str):
            text.append(visible(piece))
        else:
            text.append(visible(piece.text), STYLES.get(piece.meaning))
    return text


def wrap(text: Text, width: int) -> list[Text]:
    """The text in lines, broken between words only."""
    if text.cell_len <= width:
        return [text]
    breaks, used = [], 0
    for word in _WORD.finditer(text.plain):
        cells, blank = cell_len(word[1]), cell_len(word[2])
        if used and used + cells > width:
            breaks.append(word.start())
            used = 0
        used += cells + blank
    lines = list(text.divide(breaks))
    for line in lines:
        line.rstrip()
    return lines


def indented(text: Text, indent: int) -> Text:
    """The text, so many blanks further in."""
    return Text.assemble(" " * indent, text, end="") if indent else text


def hanging(cells: list[Text], indent: int, width: int) -> Iterator[Text]:
    """The cells on one line, and what does not fit a little further in on others."""
    for number, line in enumerate(wrap(joined(cells), width - indent - GAP) if cells else ()):
        yield indented(line, indent + (GAP if number else 0))


def joined(cells: list[Text]) -> Text:
    """The cells, one behind the other."""
    line = Text(" " * GAP, end="").join(cells)
    line.end = ""
    return line


def width_of(text: str) -> int:
    """The width of a text in cells of a terminal."""
    return cell_len(text)
