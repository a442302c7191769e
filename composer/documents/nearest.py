"""The word that was probably meant by one that is not known: one way to guess, for keys, names, types and meanings."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BEGINNING = 3
"""Letters that are enough to tell what a word is the beginning of."""


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The word that was probably meant, or "". Capitals make no difference; what only one word begins with is that
    word, rather than a shorter one that looks more like it: `user.device.ip` is no `user.device`."""
    by_small = {known.lower(): known for known in candidates}
    small = word.lower()
    longer = [known for known in by_small if known.startswith(small)] if len(small) >= _BEGINNING else []
    matches = longer if len(longer) == 1 else difflib.get_close_matches(small, by_small, n=1, cutoff=0.6)
    return by_small[matches[0]] if matches else ""
