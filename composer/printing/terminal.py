"""Text for people in a terminal: lines and tables that fit its width.

Reports are made of blocks, and blocks of strings; every string is data, so what a terminal would obey can only come
from here. Styles are names of meanings, never codes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from composer.printing.blocks import Block, Line
from composer.printing.styled_text import indented, text_of, wrap
from composer.printing.table_layout import table_lines
from composer.printing.visible import characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NARROWEST = 40
"""Narrower terminals are written to as if they were so wide."""
_NO_STYLE = Style()
_MEASURING = Console(width=NARROWEST, force_terminal=False, color_system=None, markup=False, emoji=False)


def laid_out(blocks: Iterable[Block], width: int, *, colours: bool = False) -> Iterator[str]:
    """Lines to be printed, without their line breaks, at most `width` cells wide but for words that are longer."""
    width = max(width, NARROWEST)
    for block in blocks:
        lines = _line(block, width) if isinstance(block, Line) else table_lines(block, width)
        for line in lines:
            yield _written(_defused(line), colours)


def plain(blocks: Iterable[Block], width: int = 10_000) -> str:
    """All lines, without colours, each with its line break."""
    return "".join(f"{line}\n" for line in laid_out(blocks, width))


def _line(line: Line, width: int) -> Iterator[Text]:
    text = text_of(line.cell)
    if line.whole or text.cell_len + line.indent <= width:
        yield indented(text, line.indent)
        return
    first, *rest = wrap(text, width - line.indent - line.hang)
    yield indented(first, line.indent)
    for more in rest:
        yield indented(more, line.indent + line.hang)


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
