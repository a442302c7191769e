"""An edit of a file as the lines that differ, with what stands around them."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from composer.printing.blocks import Line, Styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.printing.blocks import Block

CONTEXT = 2
"""Lines shown around a change."""
_BREAK = re.compile(r"\r\n|\r|\n")
_COLOURS = {"+": "create", "-": "delete", "@": "faint"}


def render(file: str, before: bytes | None, after: bytes) -> Iterator[Block]:
    """The name of the file, and what would be written; of a new file how long it is."""
    new = _lines(after)
    if before is None:
        yield Line([Styled(file, "strong"), f"  new, {len(new)} lines"])
        return
    yield Line(Styled(file, "strong"))
    for line in [*difflib.unified_diff(_lines(before), new, n=CONTEXT, lineterm="")][2:]:
        yield Line(Styled(line, _COLOURS.get(line[:1], "")), indent=2, whole=True)


def _lines(data: bytes) -> list[str]:
    lines = _BREAK.split(data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}"))
    return lines if lines[-1] else lines[:-1]
