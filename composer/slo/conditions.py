"""Conditions of alert policies as values, and whether they hold along a series."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective: the metric of its windows and their length, what is good of a mean, and the goal.

    `length` 0 stands for an objective over requests, judged minute by minute.
    """

    metric: str
    length: int
    low: float | None
    high: float | None
    goal: float

    def good(self, mean: float) -> bool:
        """True if a window of this mean is good."""
        return (self.low is None or mean >= self.low) and (self.high is None or mean <= self.high)

    def bound(self, *, falls: bool) -> float:
        """The end of the range that is good which a metric crosses that breaks by falling, or by rising."""
        return (self.low if falls else self.high) or 0.0


@dataclass(frozen=True, slots=True)
class Burning:
    """A condition on the burn rate of an objective: above (or `below`) a rate, for `lasting` seconds."""

    objective: Objective
    look_back: int
    rate: float
    lasting: int = 0
    below: bool = False


@dataclass(frozen=True, slots=True)
class Above:
    """A condition on an aligned metric; `below` turns it round, `absent` stands for no points at all, and with
    `after_first` only where there was one before. `result`: of requests, those alone that ended so."""

    metric: str
    aligner: str
    period: int
    threshold: float
    lasting: int
    below: bool = False
    absent: bool = False
    after_first: bool = False
    result: str = ""


Condition = Burning | Above


def burn_rates(bad: Sequence[bool], look_back: int, objective: Objective) -> list[float]:
    """The burn rate at the end of each window: the share of bad ones in the look-back by what is tolerated."""
    count, seen = max(1, look_back // objective.length), 0
    rates = []
    for end, now in enumerate(bad):
        seen += now - (bad[end - count] if end >= count else False)
        rates.append(seen / count / (1 - objective.goal))
    return rates


def over_windows(condition: Burning, means: Sequence[float]) -> list[bool]:
    """Tell whether the condition holds at the end of each window of these means."""
    bad = [not condition.objective.good(mean) for mean in means]
    rates = burn_rates(bad, condition.look_back, condition.objective)
    return _lasting([_beyond(condition, rate) for rate in rates], condition.lasting // condition.objective.length)


def over_minutes(condition: Above, points: Sequence[float | None]) -> list[bool]:
    """Tell whether the condition holds, minute by minute; None is no point."""
    series = _series(condition.aligner, max(1, condition.period // MINUTE), tuple(points))
    if condition.absent:
        holds = _missing(series, after_first=condition.after_first)
    elif condition.below:
        holds = [value is not None and value < condition.threshold for value in series]
    else:
        holds = [value is not None and value > condition.threshold for value in series]
    return _lasting(holds, condition.lasting // MINUTE)


def _missing(series: Sequence[float | None], *, after_first: bool) -> list[bool]:
    """Tell where there are no points; with `after_first` only where there was one before."""
    holds, written = [], not after_first
    for value in series:
        written = written or value is not None
        holds.append(written and value is None)
    return holds


def _beyond(condition: Burning, rate: float) -> bool:
    return rate < condition.rate if condition.below else rate > condition.rate


def _lasting(holds: Sequence[bool], steps: int) -> list[bool]:
    """Tell whether a condition has held for so many steps."""
    if not steps:
        return [*holds]
    held, run = [], 0
    for now in holds:
        run = run + 1 if now else 0
        held.append(run > steps)
    return held


def over_requests(condition: Condition, asked: Sequence[tuple[float, float]]) -> list[bool]:
    """Tell whether the condition holds, minute by minute; `asked` are requests, and how many of them fail."""
    if isinstance(condition, Above):
        if condition.result == "error":
            return over_minutes(condition, [failed for _, failed in asked])
        return over_minutes(condition, [all_ - (failed if condition.result else 0) for all_, failed in asked])
    count, allowed = max(1, condition.look_back // MINUTE), 1 - condition.objective.goal
    holds, many, failed = [], 0.0, 0.0
    for minute, (now, failing) in enumerate(asked):
        expired = asked[minute - count] if minute >= count else (0.0, 0.0)
        many, failed = many + now - expired[0], failed + failing - expired[1]
        holds.append(many > 0 and _beyond(condition, failed / many / allowed))
    return _lasting(holds, condition.lasting // MINUTE)


@lru_cache(maxsize=512)
def _series(aligner: str, width: int, points: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """The points of every minute, each from so many minutes up to it. Policies that differ in their thresholds run over
    the same."""
    if points and aligner in _KEEPS_STEADY and points.count(points[0]) == len(points):
        return points  # most are of one value all the time
    series: list[float | None] = []
    steady, total, count = 0, 0.0, 0
    for end, point in enumerate(points, start=1):
        steady = steady + 1 if end > 1 and point == points[end - 2] else 1
        if point is not None:
            total, count = total + point, count + 1
        if steady > width:  # most stories are of long times in which nothing changes
            series.append(series[-1])
        elif end <= width and aligner not in _OF_EACH_POINT:  # everything so far
            series.append(_of_sum(aligner, total, count) if count else None)
        else:
            series.append(_aligned(aligner, points[max(0, end - width) : end]))
    return tuple(series)


_OF_EACH_POINT = frozenset({"ALIGN_MAX", "ALIGN_MIN", "ALIGN_PERCENT_CHANGE"})
"""Aligners that need to know more of a period's points than their sum and their number."""
_KEEPS_STEADY = frozenset({"ALIGN_MEAN", "ALIGN_RATE", "ALIGN_MAX", "ALIGN_MIN"})
"""Aligners that make of points that are all the same one of that value."""
_SUMS = frozenset({"ALIGN_DELTA", "ALIGN_SUM", "ALIGN_COUNT_TRUE"})


def _of_sum(aligner: str, total: float, count: int) -> float:
    """One point from the sum of those of an alignment period. A rate is told as a rate, a delta as what came in a
    minute."""
    return total if aligner in _SUMS else total / count


def _aligned(aligner: str, points: Sequence[float | None]) -> float | None:
    """One point from those of an alignment period; None from none."""
    given = [point for point in points if point is not None]
    if not given:
        return None
    match aligner:
        case "ALIGN_MAX":
            return max(given)
        case "ALIGN_MIN":
            return min(given)
        case "ALIGN_PERCENT_CHANGE":
            half = len(given) // 2
            before, after = sum(given[:half]), sum(given[half:])
            return (after - before) / before * 100 if before else None
    return _of_sum(aligner, sum(given), len(given))
