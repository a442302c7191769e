"""The layers as a picture: SVG that adapts to light and dark, wide for screens and narrow for telephones."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.reference.layers import Group, Part

_LIGHT = ("#e3f1fb", "#e4eefb", "#e8ebfb", "#eeeafb", "#f5e9f8", "#fbe9ef", "#fdeee4", "#eef0f2")
_DARK = ("#12303f", "#132b45", "#1c2748", "#282347", "#33203f", "#3b2030", "#3a2a1b", "#21262d")
_STYLE = """\
text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328; }
.name { font: 600 15px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.holds, .note { font-size: 13px; fill: #59636e; }
.title { font-size: 13px; font-weight: 600; }
.page { fill: #ffffff; } .box { fill: #ffffff; stroke: #c3ccd5; } .badge { fill: #8250df; }
.arrow { stroke: #818b98; stroke-width: 1.5; fill: none; }
"""
_STYLE_DARK = """\
text { fill: #e6edf3; } .holds, .note { fill: #a2abb5; } .page { fill: #0d1117; }
.box { fill: #0d1117; stroke: #3d444d; } .badge { fill: #ab7df8; } .arrow { stroke: #7d8590; }
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide the picture is, in pixels. `gutter`: the room for headings at the left; 0 puts them above.
    `side_by_side`: parts of one layer stand beside each other, and a name beside what it holds."""

    width: int
    gutter: int
    side_by_side: bool


WIDE = Layout(1000, 150, side_by_side=True)
NARROW = Layout(380, 0, side_by_side=False)

MARGIN, PADDING, GAP, LINE = 16, 12, 6, 18
NAME_WIDTH = 148
CHARACTER, BOLD, NAME = 6.95, 8.4, 9.1
"""How wide letters are on average in the widest of the fonts: of texts, headings and names."""


def svg(groups: Sequence[Group], layout: Layout) -> str:
    """The picture."""
    y = 54
    drawn: list[str] = []
    bottoms: list[int] = []
    for number, group in enumerate(groups):
        lines, height = _group(group, number, y, layout)
        drawn += lines
        bottoms.append(y + height)
        y += height + 18
    arrows = [_arrow(layout.width // 2, end) for end, _ in pairwise(bottoms)]
    height = y - 18 + MARGIN
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {height}" width="{layout.width}"',
        f'  height="{height}" role="img" aria-label="The layers of the composer">',
        f"<style>\n{_STYLE}{_tints(_LIGHT)}@media (prefers-color-scheme: dark) {{",
        f"{_STYLE_DARK}{_tints(_DARK)}}}\n</style>",
        f'<rect class="page" width="{layout.width}" height="{height}" rx="10"/>',
        *_legend(layout),
    ]
    return "\n".join([*head, *drawn, *arrows, "</svg>"]) + "\n"


def _tints(colours: Sequence[str]) -> str:
    return "".join(f".group{number} {{ fill: {colour}; }}\n" for number, colour in enumerate(colours))


def _legend(layout: Layout) -> Iterator[str]:
    yield _text(MARGIN + PADDING, 32, "note", "Imports go down, never up or sideways.")
    x = layout.width - MARGIN - PADDING - 100 if layout.side_by_side else MARGIN + PADDING + 2
    y = 28 if layout.side_by_side else 46
    yield f'<circle class="badge" cx="{x}" cy="{y}" r="4"/>'
    yield _text(x + 10, y + 4, "note", "knows Pulumi")


def _group(group: Group, number: int, top: int, layout: Layout) -> tuple[list[str], int]:
    """A panel with its heading and layers, and how high it is."""
    left = MARGIN + (layout.gutter or PADDING)
    width = layout.width - MARGIN - PADDING - left
    y = top + PADDING
    title: list[str] = []
    if layout.gutter:
        title_lines = textwrap.wrap(group.title, int((layout.gutter - PADDING) / BOLD))
    else:
        title_lines = [group.title]
        y += LINE + 4
    for index, line in enumerate(title_lines):
        title.append(_text(MARGIN + PADDING, top + PADDING + 15 + index * LINE, "title", line))
    boxes: list[str] = []
    for layer in group.layers:
        lines, height = _layer(layer, left, y, width, layout)
        boxes += lines
        y += height + GAP
    height = max(y - GAP + PADDING - top, 2 * PADDING + len(title_lines) * LINE)
    panel = (
        f'<rect class="group{number % len(_LIGHT)}" x="{MARGIN}" y="{top}" width="{layout.width - 2 * MARGIN}" '
        f'height="{height}" rx="8"/>'
    )
    return [panel, *title, *boxes], height


def _layer(layer: Sequence[Part], x: int, y: int, width: int, layout: Layout) -> tuple[list[str], int]:
    """The boxes of one layer, and how high they are."""
    if len(layer) == 1 and layout.side_by_side:
        return _box(layer[0], (x, y, width), _wrapped(layer[0].holds, width - NAME_WIDTH - 2 * PADDING), beside=True)
    each = (width - GAP * (len(layer) - 1)) // len(layer) if layout.side_by_side else width
    wrapped = [_wrapped(part.holds, each - 2 * PADDING) for part in layer]
    drawn: list[str] = []
    if layout.side_by_side:
        most = max(map(len, wrapped))
        for number, part in enumerate(layer):
            lines, height = _box(part, (x + number * (each + GAP), y, each), wrapped[number], rows=most)
            drawn += lines
        return drawn, height
    below = 0
    for part, rows in zip(layer, wrapped, strict=True):
        lines, height = _box(part, (x, y + below, each), rows)
        drawn += lines
        below += height + 2
    return drawn, below - 2


def _box(
    part: Part, place: tuple[int, int, int], holds: Sequence[str], *, beside: bool = False, rows: int = 0
) -> tuple[list[str], int]:
    """One part, `place`: left, top and width. `rows`: as high as a box with so many lines."""
    x, y, width = place
    height = 14 + LINE * (max(rows, len(holds)) + (not beside))
    text_x = x + PADDING + (NAME_WIDTH if beside else 0)
    first = y + 20 + (0 if beside else LINE)
    drawn = [f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>']
    drawn.append(_text(x + PADDING, y + 20, "name", part.name))
    if part.knows_pulumi:
        drawn.append(f'<circle class="badge" cx="{x + PADDING + len(part.name) * NAME + 9:.0f}" cy="{y + 15}" r="4"/>')
    drawn += [_text(text_x, first + LINE * number, "holds", line) for number, line in enumerate(holds)]
    return drawn, height


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text.replace("`", ""), int(width / CHARACTER))


def _arrow(x: int, top: int) -> str:
    return f'<path class="arrow" d="M{x} {top + 3}v11m-4 -4l4 4l4 -4"/>'


def _text(x: float, y: float, style: str, text: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(text, quote=False)}</text>'
