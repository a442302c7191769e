"""A source line with what it is about underlined: tabs, wide characters and lines of any length."""

from __future__ import annotations

from dataclasses import dataclass

from composer.printing.styled_text import width_of as cells
from composer.printing.visible import character

_TAB = "    "
_MORE = "…"
_NARROWEST = 20
_MOST_FOR_A_CELL = 8
"""Characters that may take no more room than one: letters with marks on them."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a line that fits, and where in it, in terminal cells, the underline starts and how long it is."""

    text: str
    start: int
    length: int


def excerpt(line: str, column: int, end_column: int, width: int) -> Excerpt:
    """The part around `column` (from 1; `end_column` is exclusive, 0 if unknown) of at most `width` cells."""
    width = max(width, _NARROWEST)
    # a line may have a million characters, and hardly more than `width` of them on either side can be shown
    cut = max(min(column - 1, len(line)) - width * _MOST_FOR_A_CELL, 0)
    line = line[cut : cut + 3 * width * _MOST_FOR_A_CELL]
    shown = [_shown(character) for character in line]
    first = min(column - 1 - cut, len(shown))
    last = min(max(end_column - 1 - cut, first + 1), len(shown)) if end_column else first + 1
    left, right = _window([cells(text) for text in shown], first, width)
    before = _MORE if left > 0 else ""
    after = _MORE if right < len(shown) else ""
    text = before + "".join(shown[left:right]) + after
    start = cells(before) + sum(cells(part) for part in shown[left:first])
    length = sum(cells(part) for part in shown[first : min(last, right)])
    return Excerpt(text, start, max(length, 1))


def _window(widths: list[int], focus: int, width: int) -> tuple[int, int]:
    # A third of the room goes to what stands before the focus; two cells are left for the signs of cutting.
    if sum(widths) <= width:
        return 0, len(widths)
    room = width - 2
    left, used = focus, 0
    while left > 0 and used + widths[left - 1] <= room // 3:
        left -= 1
        used += widths[left]
    right = focus
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    while left > 0 and used + widths[left - 1] <= room:
        left -= 1
        used += widths[left]
    return left, right


def _shown(one: str) -> str:
    # one sign for what cannot be seen, so that what is underlined keeps its length
    return _TAB if one == "\t" else one if character(one) == one else "\N{REPLACEMENT CHARACTER}"
