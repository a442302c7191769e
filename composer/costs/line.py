"""A line of charges, and what all charges are counted in. A month is a twelfth of 365 days: 730 hours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from composer.capacity.demand import day_events

if TYPE_CHECKING:
    from composer.model import EventType

MONTH_DAYS = Fraction(365, 12)
MONTH_HOURS = 24 * MONTH_DAYS
TIB, GIB, MIB = 2**40, 2**30, 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """Something charged for: the facet it belongs to, the row of prices.yaml, and how much of its unit a month."""

    facet: str
    price: str
    quantity: Fraction


def day_bytes(event: EventType) -> int:
    """Bytes that are delivered in a day, as they were published."""
    return day_events(event) * event.traffic.event_bytes


def buckets_a_month(event: EventType) -> Fraction:
    """Buckets of time of a month: each is processed and delivered by itself."""
    return MONTH_HOURS if event.storage.partitioning == "hourly" else MONTH_DAYS
