"""From a promise to windows, look-backs and thresholds: pure arithmetic, in seconds.

An objective over windows spends its budget in whole windows: 30 days have 720 hourly ones, of which 0.99 lets 7 be
bad. One bad hour in an hour is a burn rate of 100 then, so the look-backs and thresholds that are usual for requests
(14.4 in an hour) would call somebody for every single one. Here they follow from the share of the budget instead.
"""

from __future__ import annotations

from composer.units import DAY, HOUR, MINUTE

PERIOD_DAYS = 30
"""Days of the rolling period of every objective."""
PERIOD = PERIOD_DAYS * DAY
BUCKETS = {"hourly": HOUR, "daily": DAY}
"""Length of a bucket by partitioning."""
_PRECISION = 4
"""A window is at most this part of the SLO, since a mean over it sees a bucket that is late half a window too late."""
_LENGTHS = tuple(hours * HOUR for hours in (24, 12, 8, 6, 4, 3, 2, 1)) + tuple(m * MINUTE for m in (30, 15, 10, 5, 1))
"""Lengths that divide a day, as Google demands of a window."""


def window(partitioning: str, slo: int) -> int:
    """The window in which delivery is judged: as long as a bucket, but at most a quarter of the SLO."""
    longest = min(BUCKETS[partitioning], slo // _PRECISION)
    return next((length for length in _LENGTHS if length <= longest), MINUTE)


def tolerated(goal: float, length: int) -> float:
    """Count the windows of this length that may be bad in the period (a share of a window counts for nothing)."""
    return PERIOD // length * (1 - goal)


def burn_rate(share: float, within: int) -> float:
    """The burn rate that spends this share of the budget of the period within this time."""
    return round(share * PERIOD / within, 6)


def short(within: int, length: int) -> int:
    """The look-back that ends an incident soon: a twelfth of the long one, in whole windows."""
    return min(within, max(length, -(-within // 12 // length) * length))


def whole(within: int, length: int) -> int:
    """A look-back in whole windows: at least one."""
    return max(length, within // length * length)


def every_bad_window(goal: float) -> float:
    """The burn rate in a look-back of one window that exactly one bad window exceeds."""
    return round(0.5 / (1 - goal), 6)
