"""The reliability of a level of importance: from its row of importance.yaml, and what no row may say."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from composer.model import BudgetAlert, Importance, Reliability
from composer.units import DAY, HOUR, PerSecond, Share, Times

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.spec.importance import ImportancePolicy, ReliabilityRow

_LOUDNESS = ("WARNING", "ERROR", "CRITICAL")

RELIABILITY = (
    *("objective", "daily_objective", "delivered", "skewed", "severity", "channels"),
    *("fast", "slow", "backlog", "traffic", "unnoticed", "own_alerts"),
)
"""The columns of `reliability` in importance.yaml, which are the settled values too."""


def settled(row: ReliabilityRow) -> Reliability:
    """The reliability that a row of importance.yaml gives."""
    return Reliability(
        objective=Share(row.objective),
        daily_objective=Share(row.daily_objective),
        delivered=Share(row.delivered),
        skewed=Share(row.skewed),
        severity=row.severity,
        channels=tuple(row.channels),
        fast=BudgetAlert(Share(row.fast.share), row.fast.within.seconds),
        slow=BudgetAlert(Share(row.slow.share), row.slow.within.seconds),
        backlog=Share(row.backlog),
        traffic=Times(row.traffic),
        unnoticed=row.unnoticed.per_second if row.unnoticed else PerSecond(0),
        own_alerts=row.own_alerts,
    )


def judge(policy: ImportancePolicy, complain: Callable[[str, str, tuple[str | int, ...], str], None]) -> None:
    """Complain (code, message, path in importance.yaml, hint) about what a row may not say."""
    low = policy.low.reliability
    for index, channel in enumerate(low.channels):
        if channel in policy.paging:
            message = f"`{channel}` wakes people up, for something of low importance"
            hint = f"use a channel that is not among `paging` ({', '.join(policy.paging)})"
            complain("ET704", message, ("low", "reliability", "channels", index), hint)
    if low.severity == "CRITICAL":
        path = ("low", "reliability", "severity")
        complain("ET704", "nothing of low importance is critical", path, "WARNING is what the others leave for it")
    levels = (Importance.HIGH, Importance.NORMAL, Importance.LOW)
    for louder, quieter in itertools.pairwise(levels):
        above, below = (getattr(policy, level).reliability.severity for level in (louder, quieter))
        if _LOUDNESS.index(below) > _LOUDNESS.index(above):
            message = f"{quieter} importance says {below} where {louder} importance says {above}"
            complain(
                "ET704", message, (quieter.value, "reliability", "severity"), "stagger them: the less, the quieter"
            )
    for level in levels:
        for name in ("fast", "slow"):
            within = getattr(getattr(policy, level).reliability, name).within
            if within.seconds % HOUR or not HOUR <= within.seconds <= DAY:
                hint = "say 1h to 24h: the burn rate of a longer time cannot be alerted on"
                message = f"{within} is not a whole number of hours up to a day"
                complain("ET705", message, (level.value, "reliability", name, "within"), hint)
