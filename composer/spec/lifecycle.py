"""lifecycle.yaml: for how long nothing may have happened before something ends."""

from __future__ import annotations

from typing import Annotated

from composer.spec.base import Between, Duration, Spec, Text


class LifecyclePolicy(Spec):
    """lifecycle.yaml"""

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
