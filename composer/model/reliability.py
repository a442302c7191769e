"""What is promised about delivery, and who is told when it is in danger: settled from importance.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from composer.units import PerSecond, Seconds, Share, Times


@dataclass(frozen=True, slots=True)
class BudgetAlert:
    """Told when more than `share` of the error budget of 30 days was spent within `within` seconds."""

    share: Share
    within: Seconds


@dataclass(frozen=True, slots=True)
class Reliability:
    """Objectives and alerts of one Event Type.

    `objective`: the share of windows in which delivery is in time; `daily_objective`: the share of days whose audit
    is good, which takes `delivered` (delivered events for each published one, at least) and `skewed` (events in
    another bucket than their own for each one, at most). `backlog`: the share of the delivery SLO that the oldest
    unread event may wait; `traffic`: how often the declared peak may be exceeded, and `unnoticed` the events a second
    that are no matter however few were declared. `own_alerts`: whether delivery is watched by alert policies of its
    own, rather than by those that all Event Types of this importance share.
    """

    objective: Share
    daily_objective: Share
    delivered: Share
    skewed: Share
    severity: str
    channels: tuple[str, ...]
    fast: BudgetAlert
    slow: BudgetAlert
    backlog: Share
    traffic: Times
    unnoticed: PerSecond
    own_alerts: bool

    def recipients(self, paging: Collection[str], *, urgent: bool) -> tuple[str, ...]:
        """Names of the channels that hear of an alert: what is not urgent goes to none that wakes somebody up."""
        return tuple(name for name in self.channels if urgent or name not in paging)
