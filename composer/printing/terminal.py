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

from composer.printing.visible import characters, visible

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
_ENOUGH = 24
"""Where a column of words would be narrower, they stand below the row's other cells instead."""
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


def laid_out(blocks: Iterable[Block], width: int, *, colours: bool = False) -> Iterator[str]:
    """Lines to be printed, without their line breaks, at most `width` cells wide but for words that are longer."""
    width = max(width, NARROWEST)
    for block in blocks:
        lines = _line(block, width) if isinstance(block, Line) else _table(block, width)
        for line in lines:
            yield _written(_defused(line), colours)


def plain(blocks: Iterable[Block], width: int = 10_000) -> str:
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
    wrapped = sorted({column % count for column in table.wrapped})
    right = {column % count for column in table.right}
    room = width - table.indent
    widths = _widths(rows, wrapped, room)
    if widths is None and wrapped == [*range(count - len(wrapped), count)]:
        rows = [_merged(row, rows, wrapped, room) for row in rows]
        wrapped = wrapped[:1]
        widths = _widths(rows, wrapped, room)
    if widths is None:
        yield from _stacked(rows, wrapped, right, table, width)
        return
    for row in rows:
        cells = [_wrapped(cell, widths[column]) for column, cell in enumerate(row)]
        for index in range(max(map(len, cells))):
            parts = [cell[index] if index < len(cell) else Text() for cell in cells]
            yield _row(parts, widths, right, table.indent)


def _natural(rows: list[list[Text]]) -> list[int]:
    return [max(row[column].cell_len for row in rows) for column in range(len(rows[0]))]


def _merged(row: list[Text], rows: list[list[Text]], wrapped: list[int], room: int) -> list[Text]:
    """The row with its last columns, which are words, as one: one behind the other, below each other where they fit."""
    natural = _natural(rows)
    remaining = room - sum(natural[: wrapped[0]]) - GAP * len(wrapped[:-1]) - GAP * wrapped[0]
    cells = [row[column].copy() for column in wrapped]
    for number, cell in enumerate(cells[:-1]):
        fitting = [one[wrapped[number]].cell_len for one in rows]
        cell.pad_right(max(0, min(max(fitting), remaining // len(wrapped)) - cell.cell_len))
    return [*row[: wrapped[0]], _joined([cell for cell in cells if cell.plain.strip()])]


def _row(parts: list[Text], widths: list[int], right: set[int], indent: int) -> Text:
    line = Text(" " * indent, end="")
    for column, part in enumerate(parts):
        part.rstrip()
        blank = " " * max(widths[column] - part.cell_len, 0)
        line.append_text(Text.assemble(blank, part) if column in right else Text.assemble(part, blank))
        line.append(" " * GAP)
    line.rstrip()
    return line


def _widths(rows: list[list[Text]], wrapped: list[int], room: int) -> list[int] | None:
    """The width of each column; None if there is no room for the words: a column holds its longest word, and enough of
    them to be read."""
    natural = _natural(rows)
    room -= GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    enough = max(_ENOUGH, room // 3) if len(wrapped) == 1 else _ENOUGH // 2
    least = {column: max(_longest(rows, column), min(natural[column], enough)) for column in wrapped}
    remaining = room - sum(least.get(column, cells) for column, cells in enumerate(natural))
    if remaining < 0:
        return None
    widths = list(natural)
    narrow_first = sorted(wrapped, key=lambda column: natural[column] - least[column])
    for number, column in enumerate(narrow_first):
        more = min(natural[column] - least[column], remaining // (len(wrapped) - number))
        widths[column] = least[column] + more
        remaining -= more
    return widths


def _longest(rows: list[list[Text]], column: int) -> int:
    return max((cell_len(word) for row in rows for word in row[column].plain.split(" ")), default=0)


def _stacked(rows: list[list[Text]], wrapped: list[int], right: set[int], table: Table, width: int) -> Iterator[Text]:
    """Each row as a line of its short cells, below those of the others where they fit, and its words below them."""
    short = [column for column in range(len(rows[0])) if column not in wrapped]
    widths = [_natural(rows)[column] for column in short]
    aligned = len(short) > 1 and sum(widths) + GAP * (len(widths) - 1) <= width - table.indent
    sides = {number for number, column in enumerate(short) if column in right}
    deeper = table.indent + 2 * GAP
    for row in rows if aligned or not table.head else rows[1:]:
        if aligned:
            yield _row([row[column].copy() for column in short], widths, sides, table.indent)
        else:
            cells = [row[column] for column in short if row[column].plain.strip()]
            yield from _hanging(cells, table.indent, width)
        yield from _hanging([row[column] for column in wrapped if row[column].plain.strip()], deeper, width)


def _hanging(cells: list[Text], indent: int, width: int) -> Iterator[Text]:
    for number, line in enumerate(_wrapped(_joined(cells), width - indent - GAP) if cells else ()):
        yield _indented(line, indent + (GAP if number else 0))


def _joined(cells: list[Text]) -> Text:
    joined = Text(" " * GAP, end="").join(cells)
    joined.end = ""
    return joined


_COMMAND = re.compile(r"^(\s*)::")
_OLD_COMMAND = re.compile(r"##(?=[\w.]*\[)")


def _defused(line: Text) -> Text:
    """The line, if need be with a backslash: CI obeys a line that begins with `::`, or holds `##[`."""
    match = _COMMAND.match(line.plain)
    if match:
        at = match.end(1)
        line = Text.assemble(line[:at], "\\", line[at:], end="")
    while old := _OLD_COMMAND.search(line.plain):
        line = Text.assemble(line[: old.start() + 1], "\\", line[old.start() + 1 :], end="")
    return line


def _written(line: Text, colours: bool) -> str:
    line.rstrip()
    if not colours:
        return characters(line.plain)
    return "".join(
        (segment.style or _NO_STYLE).render(characters(segment.text), color_system=ColorSystem.STANDARD)
        for segment in line.render(_MEASURING, end="")
    )


def width_of(text: str) -> int:
    """The width of a text in cells of a terminal."""
    return cell_len(text)
