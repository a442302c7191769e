"""How long to wait before a stack is tried again: as long as Google says, else longer each time."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import TYPE_CHECKING

from composer.kinds.refusal_reasons import reason_of
from composer.units import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.kinds.refusal_reasons import RefusalReason

LONGEST = 1200.0
"""Seconds that a resource waits for one reason at most, whatever Google names: the provider's time for a creation."""
_LONGEST_PAUSE = 60.0
_HURRY = 10.0
"""Seconds, in a simulated environment: what passes there passes at once."""
_HURRIED_PAUSE = 1.0
_UNITS = {"": 1.0, "s": 1.0, "m": float(MINUTE), "h": float(HOUR)}


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait, the resource that takes longest with its reason, and how many others wait, too."""

    seconds: float
    resource: str
    reason: RefusalReason
    others: int


class Backoff:
    """What one stack has waited for already. `hurry`: a simulated environment, whose minutes are short."""

    def __init__(
        self, *, hurry: bool = False, now: Callable[[], float] = time.monotonic, jitter: float = 0.2, seed: int = 0
    ) -> None:
        self._hurry = hurry
        self._now = now
        self._jitter = jitter
        self._random = Random(seed or None)  # noqa: S311  so that stacks do not come back all at once
        self._since: dict[tuple[str, str], tuple[float, int]] = {}

    def pause(self, failed: Mapping[str, str]) -> Pause | None:
        """The pause before another try at what failed, texts by resource; None if trying again would not help, or if it
        has been tried for long enough."""
        reasons = {resource: reason_of(text) for resource, text in failed.items()}
        pauses: list[tuple[float, str, RefusalReason]] = []
        for resource, reason in reasons.items():
            seconds = self._of(resource, reason, failed[resource]) if reason is not None and reason.passes else None
            if reason is None or seconds is None:
                return None
            pauses.append((seconds, resource, reason))
        return Pause(*max(pauses, key=lambda one: one[0]), len(pauses) - 1) if pauses else None

    def _of(self, resource: str, reason: RefusalReason, text: str) -> float | None:
        now = self._now()
        since, tries = self._since.get((resource, reason.name), (now, 0))
        self._since[resource, reason.name] = since, tries + 1
        at_least, at_most = named(text)
        usual = _HURRY if self._hurry else max(reason.waits, at_most)
        limit = min(LONGEST, max(usual, at_least + 1))
        remaining = since + limit - now
        if remaining <= 0 or at_least > remaining:
            return None
        longest = _HURRIED_PAUSE if self._hurry else _LONGEST_PAUSE
        backoff = min(reason.first * 2.0**tries, longest) * (1 + self._jitter * self._random.random())
        return max(at_least, min(backoff, remaining))


def named(text: str) -> tuple[float, float]:
    """The seconds that an answer tells to wait at least, and those after which it has passed; 0: it does not say."""
    least = [_seconds(*match.groups()) for pattern in _AT_LEAST for match in pattern.finditer(text)]
    ends = [parsedate_to_datetime(match[1]) for match in _UNTIL.finditer(text)]
    least += [max(0.0, (end - datetime.now(UTC)).total_seconds()) for end in ends]
    most = [_seconds(*match.groups()) for match in _AT_MOST.finditer(text)]
    return max(least, default=0.0), max(most, default=0.0)


def _seconds(number: str, unit: str | None) -> float:
    return float(number) * _UNITS[(unit or "").lower()[:1]]


_UNIT = r"\s*(s|m|h|seconds?|minutes?|hours?)?\b"
_AT_LEAST = (
    re.compile(r"""retry-?_?(?:after|delay)["']?\s*[:=]?\s*["']?(\d+(?:\.\d+)?)""" + _UNIT, re.IGNORECASE),
    re.compile(r"(?:try|retry)(?: it)?(?: again)? (?:in|after) (\d+(?:\.\d+)?)" + _UNIT, re.IGNORECASE),
)
_AT_MOST = re.compile(r"(?:up to|within|at most) (\d+(?:\.\d+)?)" + _UNIT, re.IGNORECASE)
_UNTIL = re.compile(r"retry-after\s*[:=]\s*(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)", re.IGNORECASE)
