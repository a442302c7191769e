"""Tables for spreadsheets: a cell is text, never a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from composer.printing.output import Document
from composer.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def document(rows: Iterable[Sequence[object]]) -> Document:
    """Rows of cells, each row a line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(one) for one in row] for row in rows)
    return Document((text.getvalue(),))


def _cell(value: object) -> str:
    text = visible("" if value is None else str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(text) else text
