"""What a row concerns, where it concerns one Event Type or one team alone: a mark on the list or mapping of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

ALL = "*"
"""The name of a row that concerns all."""


@dataclass(frozen=True, slots=True)
class OfOne:
    """Marks a list or mapping at the top of a file, each row of which concerns one Event Type or team alone. The value
    of `key` in a row names it, or the part of it that `pattern` finds; without `key` the row's own key does."""

    what: Literal["event_type", "team"]
    key: str = ""
    pattern: str = r"(.+)"

    def named(self, step: str | int, row: Any) -> str:
        """The name of what a row concerns; "" where nobody can know."""
        text = step if not self.key else row.get(self.key) if isinstance(row, dict) else None
        match = re.fullmatch(self.pattern, text) if isinstance(text, str) else None
        return match[1] if match else ""
