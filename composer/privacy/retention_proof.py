"""The proof that no copy outlives what its most sensitive field in clear allows: one verdict a copy, from the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.units import DAY, YEAR

if TYPE_CHECKING:
    from composer.privacy.copy import Copy
    from composer.privacy.exposure import Exposure, FieldExposure


@dataclass(frozen=True, slots=True)
class Verdict:
    """One copy. `strictest` is the field in clear there that may exist the shortest, and `beside` how many more fields
    have the copy outlive them; None: no field there has a limit."""

    copy: Copy
    strictest: FieldExposure | None
    beside: int

    @property
    def holds(self) -> bool:
        """True if the copy is gone in time."""
        return self.over is None

    @property
    def over(self) -> int | None:
        """Seconds that the copy exists too long; None if it does not. Kept for ever counts as a hundred years."""
        if self.strictest is None or self.strictest.limit is None:
            return None
        oldest = self.copy.oldest
        over = (100 * YEAR if oldest is None else oldest) - self.strictest.limit
        return over if over > 0 else None

    @property
    def longest(self) -> int | None:
        """Whole days that the copy itself may be kept for the proof to hold; None: it cannot, or there is no limit."""
        if self.strictest is None or self.strictest.limit is None:
            return None
        others = [part.seconds for index, part in enumerate(self.copy.parts) if index != self.copy.own]
        if None in others:
            return None
        days = (self.strictest.limit - sum(time for time in others if time is not None)) // DAY
        return days if days > 0 else None


def prove(exposure: Exposure) -> tuple[Verdict, ...]:
    """A verdict on every copy, in the order in which events reach them."""
    verdicts = []
    for copy in exposure.copies:
        clear = [
            one for one in exposure.fields.values() if one.limit is not None and (copy.clear or not one.encryption)
        ]
        clear.sort(key=lambda one: (one.limit, one.path))
        oldest = copy.oldest
        outlived = [one for one in clear if oldest is None or (one.limit is not None and one.limit < oldest)]
        verdicts.append(Verdict(copy, clear[0] if clear else None, max(len(outlived) - 1, 0)))
    return tuple(verdicts)
