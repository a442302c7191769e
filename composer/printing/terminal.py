"""Text for people in a terminal: lines and tables that fit its width.

Reports are made of blocks, and blocks of strings; every string is data, so what a terminal would obey can only come
from here. Styles are names of meanings, never codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from composer.printing.visible import visible

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

NARROWEST = 40
"""Narrower terminals are written to as if they were so wide."""
GAP = 2
_WORD = re.compile(r"( *\S+)( *)")
_STACKED_BELOW = 24
"""A column of words that would be narrower stands below the row's other cells instead."""
_NO_STYLE = Style()
_MEASURING = Console(width=NARROWEST, force_terminal=False, color_system=None, markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class Styled:
    """Text with a meaning: a key of STYLES, "" for none."""

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
    """Rows of cells below each other. What is too wide wraps in the columns of `words` (by default the last one).

    Numbers of columns in `right` are set to the right. Where words would have too little room beside the other cells,
    they stand in lines of their own below them.
    """

    rows: Sequence[Sequence[Cell]]
    head: Sequence[str] = ()
    indent: int = 0
    words: Sequence[int] = (-1,)
    right: Sequence[int] = ()


Block = Line | Table
BLANK = Line()


def laid_out(blocks: Iterable[Block], width: int, *, colours: bool = False) -> Iterator[str]:
    """Lines to be printed, without their line breaks, at most `width` cells wide but for words that are longer."""
    width = max(width, NARROWEST)
    for block in blocks:
        lines = _line(block, width) if isinstance(block, Line) else _table(block, width)
        for line in lines:
            yield _written(_defused(line), colours)


def plain(blocks: Iterable[Block], width: int = 120) -> str:
    """All lines, without colours, each with its line break."""
    return "".join(f"{line}\n" for line in laid_out(blocks, width))


def _text(cell: Cell) -> Text:
    """The cell as text of rich: the only place where strings become that."""
    pieces = [cell] if isinstance(cell, str | Styled) else cell
    text = Text(end="")
    for piece in pieces:
        if isinstance(piece, str):
            text.append(visible(piece))
        else:
            text.append(visible(piece.text), STYLES.get(piece.meaning))
    return text


def _wrapped(text: Text, width: int) -> list[Text]:
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


def _line(line: Line, width: int) -> Iterator[Text]:
    text = _text(line.cell)
    if line.whole or text.cell_len + line.indent <= width:
        yield _indented(text, line.indent)
        return
    first, *rest = _wrapped(text, width - line.indent - line.hang)
    yield _indented(first, line.indent)
    for more in rest:
        yield _indented(more, line.indent + line.hang)


def _indented(text: Text, indent: int) -> Text:
    return Text.assemble(" " * indent, text, end="") if indent else text


def _table(table: Table, width: int) -> Iterator[Text]:
    rows = [[_text(cell) for cell in row] for row in table.rows]
    if not rows:
        return
    if table.head:
        rows = [[_text(Styled(cell, "faint")) for cell in table.head], *rows]
    count = len(rows[0])
    words = {column % count for column in table.words}
    right = {column % count for column in table.right}
    natural = [max(row[column].cell_len for row in rows) for column in range(count)]
    room = width - table.indent - GAP * (count - 1)
    widths = _widths(natural, words, room)
    if widths is None:
        yield from _stacked(rows[1:] if table.head else rows, words, table.indent, width)
        return
    for row in rows:
        cells = [_wrapped(cell, widths[column]) for column, cell in enumerate(row)]
        for index in range(max(map(len, cells))):
            parts = [cell[index] if index < len(cell) else Text() for cell in cells]
            yield _row(parts, widths, right, table.indent)


def _row(parts: list[Text], widths: list[int], right: set[int], indent: int) -> Text:
    line = Text(" " * indent, end="")
    for column, part in enumerate(parts):
        part.rstrip()
        blank = " " * max(widths[column] - part.cell_len, 0)
        line.append_text(Text.assemble(blank, part) if column in right else Text.assemble(part, blank))
        line.append(" " * GAP)
    line.rstrip()
    return line


def _widths(natural: list[int], words: set[int], room: int) -> list[int] | None:
    """How wide each column is; None if there is no room for the words."""
    if sum(natural) <= room:
        return natural
    left = room - sum(width for column, width in enumerate(natural) if column not in words)
    widths = list(natural)
    narrow_first = sorted(words, key=lambda column: natural[column])
    for number, column in enumerate(narrow_first):
        widths[column] = min(natural[column], left // (len(words) - number))
        if widths[column] < min(natural[column], _STACKED_BELOW):
            return None
        left -= widths[column]
    return widths


def _stacked(rows: list[list[Text]], words: set[int], indent: int, width: int) -> Iterator[Text]:
    """Each row as a line of its short cells, and its words below them."""
    for row in rows:
        short = [cell for column, cell in enumerate(row) if column not in words and cell.plain.strip()]
        first = Text(" " * GAP).join(short)
        for number, line in enumerate(_wrapped(first, width - indent - GAP)):
            yield _indented(line, indent + (GAP if number else 0))
        below = indent + (2 * GAP if short else 0)
        for column in sorted(words):
            if row[column].plain.strip():
                for line in _wrapped(row[column], width - below):
                    yield _indented(line, below)


_COMMAND = re.compile(r"^(\s*)::")
_OLD_COMMAND = re.compile(r"##(?=[\w.]*\[)")


def _defused(line: Text) -> Text:
    """The line, if need be with a backslash: CI obeys a line that begins with `::`, or holds `##[`."""
    found = _COMMAND.match(line.plain)
    if found:
        at = found.end(1)
        line = Text.assemble(line[:at], "\\", line[at:], end="")
    while old := _OLD_COMMAND.search(line.plain):
        line = Text.assemble(line[: old.start() + 1], "\\", line[old.start() + 1 :], end="")
    return line


def _written(line: Text, colours: bool) -> str:
    line.rstrip()
    if not colours:
        return visible(line.plain)
    return "".join(
        (segment.style or _NO_STYLE).render(visible(segment.text), color_system=ColorSystem.STANDARD)
        for segment in line.render(_MEASURING, end="")
    )


def width_of(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return cell_len(text)
