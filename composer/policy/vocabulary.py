"""What can be named in this repository: teams, tiers, semantic types and readers, as its policy lists them.

Hints take their examples from here, so that nobody is told to write the name of another company's team.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.model import Policies

LIKE = 0.7
"""How alike two names are (0 to 1) before the one is taken for the other."""


def vocabulary(policies: Policies | None, file: str = "") -> Mapping[str, tuple[str, ...]]:
    """The names by what they are, as `spec.base.Names` calls it. Teams that sound like the path of the file come
    first; nothing is known without policies."""
    if policies is None:
        return {}
    teams = nearest_first(policies.owners, re.split(r"[/.]", file)[1:-1])
    return {
        "team": teams,
        "access tier": policies.tiers,
        "semantic type": tuple(policies.semantic_types),
        "reader": tuple(dict.fromkeys(policies.owners[team].group for team in teams)),
    }


def nearest_first(names: Iterable[str], terms: Iterable[str]) -> tuple[str, ...]:
    """The names, those first that are most like one of the words."""
    small = [re.sub(r"[^a-z0-9]", "", word.lower()) for word in terms]

    def likeness(name: str) -> float:
        ratios = [_ratio(name.replace("-", ""), word) for word in small]
        return max((ratio for ratio in ratios if ratio >= LIKE), default=0.0)

    return tuple(sorted(names, key=lambda name: (-likeness(name), name)))


def _ratio(name: str, word: str) -> float:
    """The likeness of two words; what is far from it is seen by their lengths and letters, which costs little."""
    matcher = difflib.SequenceMatcher(None, word, name)
    near = matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE
    return difflib.SequenceMatcher(None, name, word).ratio() if near else 0.0
