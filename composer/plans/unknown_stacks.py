"""Stacks that are there and of which nobody knows what was applied: no harm that a change does to them can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.hazards import Hazard

if TYPE_CHECKING:
    from collections.abc import Mapping


def hazards(unknown: Mapping[str, str]) -> list[Hazard]:
    """One hazard a stack; `unknown`: why nothing is known, by owner."""
    return [
        Hazard("ET814", owner, "", f"nobody can tell what this changes: {why}; bring the record back from a backup")
        for owner, why in sorted(unknown.items())
    ]
