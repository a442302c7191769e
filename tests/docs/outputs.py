"""Whether what was printed is what a page shows, and what the page should show instead."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tests.docs.pages import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Sequence

MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?"), "DAY"),
    (re.compile(r"\b[0-9a-f]{10}(?=\))"), "COMMIT"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "HASH"),
    (re.compile(r"\b\d+\.\d ?s\b"), "SECONDS"),
    (re.compile(r"\b127\.0\.0\.1:\d+\b"), "HOST"),
    (re.compile(r"(?<=gcp:)\d{4,5}\b"), "PORT"),
    (re.compile(r"\bv?\d+\.\d+\.\d+\b"), "VERSION"),
)
"""What differs from day to day and from machine to machine."""
_BLANKS = re.compile(r" {2,}")


def masked(line: str) -> str:
    """The line without what differs from run to run; where that was, the blanks of a table may differ, too."""
    plain = line.rstrip()
    hidden = plain
    for pattern, word in MASKS:
        hidden = pattern.sub(word, hidden)
    return hidden if hidden == plain else _BLANKS.sub("  ", hidden)


def same(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the page shows this; a line that is an ellipsis stands for any number of lines."""
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line.strip() == ELLIPSIS else re.escape(masked(line)) + "\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{masked(line)}\n" for line in printed)) is not None


def renewed(shown: Sequence[str], printed: Sequence[str]) -> tuple[str, ...]:
    """What the page should show: all that was printed, less what it left out before, as far as that can be found."""
    if not any(line.strip() == ELLIPSIS for line in shown):
        return tuple(printed)
    new: list[str] = []
    parts, at = _parts(shown), 0
    for part in parts:
        if isinstance(part, str):
            new.append(part)
            continue
        start = _nearest(part, printed, at) if new else 0
        at = start + len(part)
        new += printed[start:at]
    cut = at < len(printed) and new[-1].strip() != ELLIPSIS
    return (*new, *([ELLIPSIS] if cut else []))


def _parts(shown: Sequence[str]) -> list[str | tuple[str, ...]]:
    """Runs of lines, and the ellipses between them."""
    results: list[str | tuple[str, ...]] = []
    run: list[str] = []
    for line in shown:
        if line.strip() == ELLIPSIS:
            results += [tuple(run)] if run else []
            results.append(line)
            run = []
        else:
            run.append(line)
    return [*results, *([tuple(run)] if run else [])]


def _nearest(part: Sequence[str], printed: Sequence[str], start: int) -> int:
    """Where in the output something most like these lines begins."""
    windows = range(start, max(start + 1, len(printed) - len(part) + 1))
    expected = "\n".join(map(masked, part))
    return max(windows, key=lambda at: _likeness(expected, "\n".join(map(masked, printed[at : at + len(part)]))))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
