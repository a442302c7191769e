"""What a plan changes of one owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.graph.graph_changes import Change


@dataclass(frozen=True, slots=True)
class OwnerChanges:
    """The changes of one Event Type or platform cell, in the order in which they are carried out; at least one.

    `before` and `after` are the fingerprints of its graphs, `before` being "" where nothing is known to exist.
    """

    owner: str
    new: bool
    changes: tuple[Change, ...]
    before: str
    after: str
