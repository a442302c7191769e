"""Growth: `2x/year` and what becomes of a quota under it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.capacity.quotas import Use

_DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}
_FORM = re.compile(r"(?:([0-9]+(?:\.[0-9]+)?)x|([0-9]+(?:\.[0-9]+)?)%)/(day|week|month|year)")


@dataclass(frozen=True, slots=True)
class Growth:
    """Everything that Event Types take, multiplied by `factor` every `days`, steadily."""

    factor: float
    days: float
    text: str

    @classmethod
    def parse(cls, text: str) -> Growth:
        """Read `2x/year` or `10%/month`. Raises ValueError for anything else, and for what does not grow."""
        matched = _FORM.fullmatch(text.replace(" ", ""))
        if matched is None:
            raise ValueError("growth is a factor or a percentage in a length of time: 2x/year, 10%/month")
        factor = float(matched[1]) if matched[1] else 1 + float(matched[2]) / 100
        if not 1 < factor <= 1000:
            raise ValueError("growth is more than 1x (0%) and at most 1000x: 2x/year, 10%/month")
        return cls(factor, _DAYS[matched[3]], text)

    def days_until_full(self, use: Use) -> float | None:
        """Days until a quota is exceeded: 0 if it is, None if nothing of it grows."""
        if use.remaining < 0:
            return 0.0
        if use.times is None:
            return None
        return self.days * math.log(max(float(use.times), 1.0)) / math.log(self.factor)

    def full_on(self, use: Use, today: date) -> date | None:
        """The day on which a quota is exceeded; None if that is never, or later than calendars reach."""
        days = self.days_until_full(use)
        if days is None or days > min(365 * 200, (date.max - today).days):
            return None
        return today + timedelta(days=math.floor(days))
