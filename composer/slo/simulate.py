"""Alert policies, run over stories: when would somebody be told?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from composer.slo import stories
from composer.slo.windows import DAY, PERIOD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from composer.slo.stories import Facts, Story

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
        """Whether a window of this mean is good."""
        return (self.low is None or mean >= self.low) and (self.high is None or mean <= self.high)


@dataclass(frozen=True, slots=True)
class Burning:
    """A condition on the burn rate of an objective."""

    objective: Objective
    look_back: int
    rate: float


@dataclass(frozen=True, slots=True)
class Above:
    """A condition on an aligned metric; `below` turns it round, `absent` stands for no points at all."""

    metric: str
    aligner: str
    period: int
    threshold: float
    lasting: int
    below: bool = False
    absent: bool = False


Condition = Burning | Above


@dataclass(frozen=True, slots=True)
class Told:
    """After how many seconds somebody is told in each story; None for never."""

    bad: int | None
    good: int | None
    quiet: int | None
    within: int


@lru_cache(maxsize=4096)
def told(conditions: tuple[Condition, ...], together: bool, facts: Facts) -> Told | None:
    """What a policy does in the stories of its metrics; None if nobody has told one of them."""
    if all(isinstance(condition, Burning) for condition in conditions):
        return _burning([one for one in conditions if isinstance(one, Burning)], together, facts)
    return _watching([one for one in conditions if isinstance(one, Above)], together, facts)


def burn_rates(bad: Sequence[bool], look_back: int, objective: Objective) -> list[float]:
    """The burn rate at the end of each window: the share of bad ones in the look-back by what is tolerated."""
    count = max(1, look_back // (objective.length or MINUTE))
    rates = []
    for end in range(1, len(bad) + 1):
        seen = bad[max(0, end - count) : end]
        rates.append(sum(seen) / count / (1 - objective.goal))
    return rates


def _silence(_minute: int) -> None:
    return None


def _burning(conditions: Sequence[Burning], together: bool, facts: Facts) -> Told | None:
    objective = conditions[0].objective
    paths = stories.windows(objective.metric)
    if paths is None:
        return None
    length = objective.length or MINUTE
    within = facts.slo + 2 * DAY
    steps = max(2, within // length) if objective.length else DAY // MINUTE
    bound = objective.high if objective.high is not None else objective.low or 0.0

    def first(mean: Callable[[int, float, float], float]) -> int | None:
        bad = [not objective.good(mean(step * length, (step + 1) * length, bound)) for step in range(steps)]
        over = [
            [rate > condition.rate for rate in burn_rates(bad, condition.look_back, condition.objective)]
            for condition in conditions
        ]
        return _first(over, together, length)

    return Told(first(paths[0]), first(paths[1]), first(lambda *_: bound), within)


def _watching(conditions: Sequence[Above], together: bool, facts: Facts) -> Told | None:
    """Conditions on metrics: with OR each has to tell of its own story; with AND all stories happen at once."""
    known = [stories.of(condition.metric, facts) for condition in conditions]
    found = [one for one in known if one is not None]
    if len(found) < len(known):
        return None
    within = max(one.within for one in found)

    def first(name: str) -> int | None:
        over = [
            _over(condition, _silence if condition.absent and name == "bad" else getattr(one, name), within)
            for condition, one in zip(conditions, found, strict=True)
        ]
        if together:
            return _first(over, True, MINUTE) if name != "good" else _any_well(conditions, found, within)
        alone = [_first([row[: one.within // MINUTE + 1]], False, MINUTE) for row, one in zip(over, found, strict=True)]
        if name == "bad":
            return None if None in alone else max(at for at in alone if at is not None)
        return min((at for at in alone if at is not None), default=None)

    return Told(first("bad"), first("good"), first("quiet"), within)


def _any_well(conditions: Sequence[Above], found: Sequence[stories.Stories], within: int) -> int | None:
    """When conditions that must hold together hold although one of them is well: never, if each of them matters."""
    told_at: list[int] = []
    for well in range(len(conditions)):
        over = [
            _over(condition, one.good if index == well else one.bad, within)
            for index, (condition, one) in enumerate(zip(conditions, found, strict=True))
        ]
        at = _first(over, True, MINUTE)
        told_at += [] if at is None else [at]
    return min(told_at, default=None)


def _first(over: Sequence[Sequence[bool]], together: bool, step: int) -> int | None:
    judge = all if together else any
    return next(((index + 1) * step for index, row in enumerate(zip(*over, strict=True)) if judge(row)), None)


def _over(condition: Above, story: Story, within: int) -> list[bool]:
    """Whether the condition holds, minute by minute."""
    minutes, width = within // MINUTE + 1, max(1, condition.period // MINUTE)
    points = [story(minute) for minute in range(minutes)]
    lasting = condition.lasting // MINUTE
    holds, run = [], 0
    for minute in range(minutes):
        value = _aligned(condition.aligner, points[max(0, minute - width + 1) : minute + 1])
        if condition.absent:
            now = value is None
        elif value is None:
            now = False
        else:
            now = value < condition.threshold if condition.below else value > condition.threshold
        run = run + 1 if now else 0
        holds.append(run > lasting)
    return holds


def _aligned(aligner: str, points: Sequence[float | None]) -> float | None:
    """One point from those of an alignment period. A rate is told as a rate, a delta as what came in a minute."""
    given = [point for point in points if point is not None]
    if not given:
        return None
    match aligner:
        case "ALIGN_MAX":
            return max(given)
        case "ALIGN_MIN":
            return min(given)
        case "ALIGN_DELTA" | "ALIGN_SUM":
            return sum(given)
        case "ALIGN_PERCENT_CHANGE":
            half = len(given) // 2
            before, after = sum(given[:half]), sum(given[half:])
            return (after - before) / before * 100 if before else None
    return sum(given) / len(given)


def reachable(objective: Objective) -> bool:
    """Whether a single bad window leaves the objective met: the budget of 30 days holds at least one."""
    return objective.length == 0 or PERIOD // objective.length * (1 - objective.goal) >= 1
