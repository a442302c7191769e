"""Colours for people's text: one name a meaning, and nothing at all where nobody asked for colours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

_CODES = {
    "strong": "1",
    "faint": "2",
    "create": "32",
    "update": "33",
    "replace": "1;35",
    "delete": "31",
    "danger": "1;37;41",
    "danger-text": "1;31",
    "name": "1;36",
    "reason": "2",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Wraps texts in colours, if there are to be any. Everything must read as well without."""

    on: bool = False

    def __call__(self, meaning: str, text: str) -> str:
        """The text in the colour of a meaning."""
        return f"\x1b[{_CODES[meaning]}m{text}\x1b[0m" if self.on and text else text


def paint_for(stream: TextIO) -> Paint:
    """Colours for a terminal that has them, unless NO_COLOR says otherwise."""
    return Paint(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
