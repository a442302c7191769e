"""Tables as lines: columns as wide as there is room, words below each other where there is too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from composer.printing.blocks import Styled
from composer.printing.styled_text import GAP, hanging, joined, text_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Table

_ENOUGH = 24
"""Where a column of words would be narrower, they stand below the row's other cells instead."""


def table_lines(table: Table, width: int) -> Iterator[Text]:
    """The lines of a table: side by side where the width allows it, else words below the short cells."""
    rows = [[text_of(cell) for cell in row] for row in table.rows]
    if not rows:
        return
    if table.head:
        rows = [[text_of(Styled(cell, "faint")) for cell in table.head], *rows]
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
        cells = [wrap(cell, widths[column]) for column, cell in enumerate(row)]
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
    return [*row[: wrapped[0]], joined([cell for cell in cells if cell.plain.strip()])]


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
            yield from hanging(cells, table.indent, width)
        yield from hanging([row[column] for column in wrapped if row[column].plain.strip()], deeper, width)
