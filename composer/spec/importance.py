"""importance.yaml: what the levels of importance mean."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from composer.spec.base import (
    Between,
    Duration,
    Ordered,
    Rate,
    Repeats,
    RowName,
    Spec,
    Unique,
    Whole,
)
from composer.spec.policy_fields import Share, Source
from composer.spec.protection import NOTIFIED, ChangeKind, Never, Weakens, Within

_DELIVERS = Never("says how events are delivered, and keeps and opens nothing")
_STAGGERED = "stagger them: what is more important arrives sooner, and is changed later"


class BudgetAlertRow(Spec):
    """Somebody is told when the error budget is spent this quickly."""

    share: Share
    """More than this share of the error budget of 30 days ..."""
    within: Annotated[Duration, Between("1m", "90d")]
    """... spent within this time: at most a day, which is as far as Google's burn rates look back."""


class ReliabilityRow(Spec):
    """What is promised about delivery, and who is told when it is in danger."""

    ORDERED: ClassVar = (
        Ordered(
            ("fast", "within"),
            ("slow", "within"),
            "the time that `fast` looks back",
            "that of `slow`",
            "`fast` looks back a shorter time, `slow` a longer one",
        ),
    )

    objective: Share
    """Share of the windows of 30 days in which delivery is in time (delivery_slo)."""
    daily_objective: Share
    """Share of the days of 30 whose audit is good; for finance-bearing Event Types."""
    delivered: Annotated[float, Field(gt=0, le=1)]
    """A good day: at least this share of the published events was delivered."""
    skewed: Annotated[float, Field(ge=0, lt=1)]
    """A good day: at most this share of the events lies in another bucket than its own."""
    severity: Literal["CRITICAL", "ERROR", "WARNING"]
    """How incidents are marked."""
    channels: Annotated[list[RowName], Unique()]
    """Who is told: notification channels of the environment."""
    fast: BudgetAlertRow
    """Delivery broke just now."""
    slow: BudgetAlertRow
    """Delivery has been getting worse."""
    backlog: Share
    """Share of the delivery SLO that the oldest unread event may wait before somebody is told."""
    traffic: Annotated[float, Field(gt=1)]
    """How often the declared peak may be exceeded before somebody is told."""
    unnoticed: Annotated[Rate, Between("1/d", "1000000/s")] | None = None
    """Traffic that nobody is told of, however little was declared: it uses up no quota and costs next to nothing."""
    own_alerts: bool
    """Whether each Event Type has alert policies for its delivery; otherwise all of this importance share some."""


class ImportanceRow(Spec):
    """What one level of importance means."""

    ORDERED: ClassVar = (
        Ordered(
            ("retry_backoff", 0),
            ("retry_backoff", 1),
            "the shortest pause",
            "the longest one",
            "write the shorter pause first",
        ),
    )

    delivery_slo: Annotated[Duration, Between("1m", "30d"), _DELIVERS]
    """A bucket is closed at most this late."""
    recovery: Annotated[Duration, Between("1h", "1y"), _DELIVERS]
    """Time granted to repair a broken pipeline before events would be lost."""
    subscription_retention: Annotated[
        Duration,
        Between("1m", "1y"),
        Weakens(ChangeKind.LONGER, "events that wait, which nothing encrypts yet, are kept for {now} instead of {was}"),
    ]
    """How long unacknowledged events are kept: at least delivery_slo + recovery."""
    ack_deadline: Annotated[Duration, Between("1s", "1d"), _DELIVERS]
    """How long the ETL may hold an event before Pub/Sub sends it again."""
    redundancy: Annotated[Whole, Field(ge=1, le=100), _DELIVERS]
    """Machines of the ETL that always run; those of tiny Event Types still stop while nothing waits."""
    rollout_wave: Annotated[Whole, Field(ge=1, le=9), _DELIVERS]
    """`up` applies lower waves first: what goes wrong goes wrong where it hurts least."""
    retry_backoff: Annotated[
        list[Annotated[Duration, Between("1s", "1d")]],
        Field(min_length=2, max_length=2),
        Repeats("both may be the same pause"),
        _DELIVERS,
    ]
    """Shortest and longest pause before an event is sent again."""
    dead_letter_retention: Annotated[
        Duration,
        Between("1m", "1y"),
        Weakens(ChangeKind.LONGER, "dead letters, which nothing encrypts, are kept for {now} instead of {was}"),
    ]
    """How long events that nobody can decode are kept, once the ETL has put them aside."""
    reliability: Annotated[ReliabilityRow, NOTIFIED]
    """What is promised about delivery, and who is told when it is in danger."""


class ImportancePolicy(Spec):
    """importance.yaml"""

    ORDERED: ClassVar = tuple(
        Ordered((more, key), (less, key), f"`{key}` of {more} importance", f"that of {less} importance", _STAGGERED)
        for more, less, key in (
            ("high", "normal", "delivery_slo"),
            ("normal", "low", "delivery_slo"),
            ("normal", "high", "rollout_wave"),
            ("low", "normal", "rollout_wave"),
        )
    )

    source: Source
    high: Annotated[ImportanceRow, Within()]
    """Somebody is woken up for it."""
    normal: Annotated[ImportanceRow, Within()]
    """Office hours."""
    low: Annotated[ImportanceRow, Within()]
    """When there is time."""
    paging: Annotated[list[RowName], Unique(), NOTIFIED] = []
    """Channels that wake people up: nothing of low importance may use one."""
