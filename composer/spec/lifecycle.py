"""lifecycle.yaml: for how long nothing may have happened before something ends."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from composer.spec.base import Between, Duration, Ordered, Spec, Text, Whole
from composer.spec.protection import TEXTS, ChangeKind, Weakens


def _looser(how: ChangeKind, message: str) -> Weakens:
    return Weakens(how, message, code="ET818")


class LifecyclePolicy(Spec):
    """lifecycle.yaml"""

    ORDERED: ClassVar = (
        Ordered(
            ("unread",),
            ("access_logs",),
            "the time for which nobody may have read",
            "that for which accesses are known",
            "keep `access_logs` longer: what was forgotten proves nothing",
        ),
    )

    source: Annotated[Text, TEXTS]
    """Where these times are from."""
    silent: Annotated[
        Duration,
        Between("1d", "41d"),
        _looser(ChangeKind.SHORTER, "an Event Type may end after {now} without events instead of {was}"),
    ]
    """No event was published: as long as clients keep events. Monitoring keeps Google's metrics for 42 days."""
    drained: Annotated[
        Duration,
        Between("1h", "41d"),
        _looser(ChangeKind.SHORTER, "a subscription may go after {now} without messages instead of {was}"),
    ]
    """No message waited in the subscription, and none in the dead letters."""
    closed: Annotated[
        Duration,
        Between("1h", "41d"),
        _looser(ChangeKind.SHORTER, "processing may go after {now} without an open bucket instead of {was}"),
    ]
    """No bucket was open."""
    unread: Annotated[
        Duration,
        Between("1d", "10y"),
        _looser(ChangeKind.SHORTER, "what was delivered may go after nobody read it for {now} instead of {was}"),
    ]
    """Nobody read what was delivered. Logs of data access must be kept at least as long."""
    most_removed: Annotated[
        Whole,
        Field(ge=1, le=100),
        _looser(ChangeKind.MORE, "one run of cleanup removes up to {now} resources unasked instead of {was}"),
    ] = 20
    """Resources that one run of `cleanup` removes without being asked twice."""
    most_removed_percent: Annotated[
        Whole,
        Field(ge=1, le=20),
        _looser(
            ChangeKind.MORE, "one run of cleanup removes up to {now} % of all that holds something instead of {was} %"
        ),
    ] = 5
    """The share of all resources that hold something, for runs over several Event Types."""
    access_logs: Annotated[
        Duration,
        Between("1d", "10y"),
        Weakens(ChangeKind.SHORTER, "who read what is forgotten after {now} instead of {was}"),
    ]
    """How long it is kept who read what, in a log bucket of each project: whole days. What Google keeps by itself ends
    after 30 days."""
