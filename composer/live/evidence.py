"""What an answer proves: where it is from, which time it covers, and whether nothing there means that nothing was.

Absence of data is not zero. Monitoring drops a series, a log keeps a month, a service writes nothing: all of that looks
as if nothing had happened. So a time counts as covered only where a control, something of the same source that always
has data, has data on every day of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.printing.day_counts import in_days
from composer.printing.plurals import counted
from composer.units import DAY, whole_days

NOTHING_ELSE = "nothing else there has data"
NO_PROBE = "no probe is in its project"
"""Why there is no control: where anything would do, and where only a probe does."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something else of the same source that is compared with. `missing`: ends of the days on which it has no data."""

    name: str
    missing: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer is from, and what it can prove.

    `starts`, `ends`: the time that it covers. `retention`: seconds for which the source keeps data; `delay`: seconds
    until it has them. `enabled_since`: the oldest data that the control shows, None where there is none. `refusal`: why
    it could not be read, in Google's words. `without`: why there is no control.
    """

    source: str
    starts: datetime
    ends: datetime
    retention: int
    delay: int
    enabled_since: datetime | None = None
    control: Control | None = None
    refusal: str = ""
    without: str = NOTHING_ELSE

    @property
    def window(self) -> int:
        """Seconds that the answer covers."""
        return round((self.ends - self.starts).total_seconds())

    def weakness(self, needed: int) -> str:
        """Why this does not prove that nothing happened within the last `needed` seconds; "" if it does."""
        if self.refusal:
            return f"it cannot be read: {self.refusal}"
        if self.retention < needed:
            return f"data are kept for {in_days(self.retention)}, and {in_days(needed)} are needed"
        if self.window < needed:
            return f"{in_days(self.window)} are covered, and {in_days(needed)} are needed"
        if self.control is None:
            return f"{self.without}, so having no data proves nothing"
        if self.control.missing:
            days, last = len(self.control.missing), max(self.control.missing)
            return (
                f"of {counted(whole_days(self.window), 'day')} the control {self.control.name} has no data on {days}, "
                f"last until {last:%Y-%m-%d %H:%M}"
            )
        return ""


def day_ends(starts: datetime, ends: datetime) -> tuple[datetime, ...]:
    """The ends of the days of a time, counted back from its end: newest first."""
    count = whole_days(round((ends - starts).total_seconds()))
    return tuple(ends - timedelta(seconds=DAY * index) for index in range(count))
