"""When buckets are processed: after they end, spread over Event Types, and well before they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import spread
from composer.units import HOUR

if TYPE_CHECKING:
    from composer.model import EventType

SPREAD = 10
"""Minutes over which Event Types are spread, so that their machines are not all asked for at once."""


def after_bucket(event: EventType, minute: int) -> str:
    """The schedule, `minute` after the bucket's end at the earliest: every hour; or every day, in the first quarter of
    the time until the bucket is due."""
    minute += spread(event.name, SPREAD)
    if event.storage.partitioning == "hourly":
        return f"{minute} * * * *"
    hours = max(1, min(event.delivery.slo // HOUR // 4, 24))
    return f"{minute} {spread(event.name, hours)} * * *"
