"""lifecycle.yaml: for how long nothing may have happened before something ends."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from composer.spec.base import Between, Duration, Ordered, Spec, Text, Whole


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

    source: Text
    """Where these times are from."""
    silent: Annotated[Duration, Between("1d", "41d")]
    """No event was published: as long as clients keep events. Monitoring keeps Google's metrics for 42 days."""
    drained: Annotated[Duration, Between("1h", "41d")]
    """No message waited in the subscription, and none in the dead letters."""
    closed: Annotated[Duration, Between("1h", "41d")]
    """No bucket was open."""
    unread: Annotated[Duration, Between("1d", "10y")]
    """Nobody read what was delivered. Logs of data access must be kept at least as long."""
    most_removed: Annotated[Whole, Field(ge=1, le=100)] = 20
    """Resources that one run of `cleanup` removes without being asked twice."""
    most_removed_percent: Annotated[Whole, Field(ge=1, le=20)] = 5
    """The share of all resources that hold something, for runs over several Event Types."""
    access_logs: Annotated[Duration, Between("1d", "10y")]
    """How long it is kept who read what, in a log bucket of each project: whole days. What Google keeps by itself ends
    after 30 days."""
