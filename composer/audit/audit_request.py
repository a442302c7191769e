"""What an audit compares, and whose what is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.graph import is_shared

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.graph import ResourceGraph
    from composer.model import Cell, State

PLATFORM_TEAM = "platform team"
"""Whose it is what Event Types share."""


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What is compared, by owner: graphs of the definitions and of the ledger; where each is; of Event Types the state
    and the team. `teams`: all that there are. `only`: the owners that were asked for; None for all. `unknown`: owners
    of whom nobody knows what was applied, and why. `bootstrapped`: members and roles that `composer bootstrap` grants
    on projects, as which `up` works: no graph has them."""

    environment: str
    desired: Mapping[str, ResourceGraph]
    applied: Mapping[str, ResourceGraph]
    cells: Mapping[str, Cell]
    states: Mapping[str, State]
    team_of: Mapping[str, str]
    teams: Collection[str]
    only: Collection[str] | None = None
    unknown: Mapping[str, str] = field(default_factory=dict)
    bootstrapped: Collection[tuple[str, str]] = frozenset()

    def team(self, owner: str) -> str:
        """Whose an owner is."""
        return PLATFORM_TEAM if is_shared(owner) else self.team_of.get(owner, "")
