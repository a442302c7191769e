"""Alert policies, run over stories: when would somebody be told?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from composer.slo import scenarios
from composer.slo.conditions import MINUTE, Above, Burning, over_minutes, over_requests, over_windows
from composer.slo.windows import PERIOD, tolerated
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.slo.conditions import Condition
    from composer.slo.scenarios import Asked, Facts, Scenarios, Story, Windows, WindowStories

_LASTS = 4
"""An incident is over within this part of the longest look-back (or a window) after what was broken is mended."""


@dataclass(frozen=True, slots=True)
class Notification:
    """After how many seconds somebody is told in each story; None for never. `over`: an incident ends soon after what
    was broken is mended."""

    bad: int | None
    good: int | None
    quiet: int | None
    within: int
    over: bool = True


@lru_cache(maxsize=4096)
def outcome(conditions: tuple[Condition, ...], require_all: bool, facts: Facts) -> Notification | None:
    """Run a policy through the stories of its metrics; None if nobody has told one of them."""
    burning = [one for one in conditions if isinstance(one, Burning)]
    watching = [one for one in conditions if isinstance(one, Above)]
    if any(not one.objective.length for one in burning):
        return _answering(conditions, require_all)
    if burning and watching:
        return None
    return _burning(burning, require_all, facts) if burning else _watching(watching, require_all, facts)


def first(over: Sequence[Sequence[bool]], require_all: bool, step: int) -> int | None:
    """The seconds until all conditions hold at once (`require_all`), or one of them does."""
    rows = [[all(row) for row in zip(*over, strict=True)]] if require_all and len(over) > 1 else over
    beginnings = [row.index(True) for row in rows if True in row]
    return (min(beginnings) + 1) * step if beginnings else None


def _all_or_none(alone: Sequence[int | None], *, bad: bool) -> int | None:
    """Of conditions of which one is enough, each has to tell of its own bad story, and none of another."""
    times = [at for at in alone if at is not None]
    if bad:
        return max(times) if len(times) == len(alone) else None
    return min(times, default=None)


def _burning(conditions: Sequence[Burning], require_all: bool, facts: Facts) -> Notification | None:
    all_paths = [scenarios.windows(condition.objective.metric, facts) for condition in conditions]
    paths = [one for one in all_paths if one is not None]
    if len(paths) < len(all_paths) or (require_all and len({one.objective for one in conditions}) > 1):
        return None
    if require_all:
        return _windowed(conditions, paths[0], facts)
    alone = [_windowed([one], path, facts) for one, path in zip(conditions, paths, strict=True)]
    return Notification(
        _all_or_none([one.bad for one in alone], bad=True),
        _all_or_none([one.good for one in alone], bad=False),
        _all_or_none([one.quiet for one in alone], bad=False),
        max(one.within for one in alone),
        all(one.over for one in alone),
    )


def _windowed(conditions: Sequence[Burning], paths: WindowStories, facts: Facts) -> Notification:
    """Conditions on one objective that must hold together: told before the budget of the month is spent."""
    objective = conditions[0].objective
    length, bound = objective.length, objective.bound(falls=paths.falls)
    steps = -(-facts.slo // length) + int(PERIOD * (1 - objective.goal)) // length + 1

    def means(path: Windows, first_step: int, until: int) -> list[float]:
        return [path(step * length, (step + 1) * length, bound) for step in range(first_step, until)]

    def holds(series: Sequence[float]) -> list[bool]:
        return [all(row) for row in zip(*(over_windows(one, series) for one in conditions), strict=True)]

    def alerted_at(series: Sequence[float]) -> int | None:
        return first([holds(series)], True, length)

    bad = alerted_at(means(paths.bad, 0, steps))
    over = True
    if bad is not None:
        soon = max(1, max(one.look_back for one in conditions) // _LASTS // length)
        broken = means(paths.bad, 0, bad // length)
        over = not holds([*broken, *([bound] * soon)])[-1]
    quiet = good = alerted_at([bound] * steps)
    if tolerated(objective.goal, length) >= 1:
        good = alerted_at(means(paths.good, 0, max(steps, 2 * DAY // length)))
    return Notification(bad, good, quiet, steps * length, over)


def _answering(conditions: Sequence[Condition], require_all: bool) -> Notification | None:
    """Conditions on what a service is asked: all are about the same requests, and each look-back is full."""
    objectives = {one.objective for one in conditions if isinstance(one, Burning)}
    (objective,) = objectives if len(objectives) == 1 else (None,)
    paths = scenarios.asked(objective.metric) if objective else None
    watched = {one.metric for one in conditions if isinstance(one, Above)}
    if objective is None or paths is None or not watched <= {objective.metric}:
        return None
    longest = max(one.look_back if isinstance(one, Burning) else one.period for one in conditions) // MINUTE
    before = [(paths[0](0, objective.goal)[0], 0.0)] * longest

    def holds(series: Sequence[tuple[float, float]]) -> list[bool]:
        judge = all if require_all else any
        return [judge(row) for row in zip(*(over_requests(one, series) for one in conditions), strict=True)]

    def minutes(path: Asked, many: int) -> list[tuple[float, float]]:
        return [path(minute, objective.goal) for minute in range(many)]

    broken = minutes(paths[0], scenarios.SOON // MINUTE)
    bad = first([holds([*before, *broken])[longest:]], True, MINUTE)
    over = True
    if bad is not None:
        mended = [*before, *broken[: bad // MINUTE], *before[: max(1, longest // _LASTS)]]
        over = not holds(mended)[-1]
    good, quiet = (first([holds(minutes(path, DAY // MINUTE))], True, MINUTE) for path in paths[1:])
    return Notification(bad, good, quiet, scenarios.SOON, over)


def _watching(conditions: Sequence[Above], require_all: bool, facts: Facts) -> Notification | None:
    """Conditions on metrics: with OR each has to tell of its own story; with AND all stories happen at once."""
    all_stories = [scenarios.of(condition.metric, facts, condition.period) for condition in conditions]
    metric_stories = [
        replace(one, within=scenarios.SOON, bad=scenarios.nothing) if condition.absent else one
        for condition, one in zip(conditions, all_stories, strict=True)
        if one is not None
    ]
    if len(metric_stories) < len(all_stories):
        return None
    within = max(one.within for one in metric_stories)

    def alerted_at(name: str) -> int | None:
        over = [
            _over(condition, getattr(one, name), within)
            for condition, one in zip(conditions, metric_stories, strict=True)
        ]
        if require_all:
            return first(over, True, MINUTE) if name != "good" else _any_well(conditions, metric_stories, within)
        rows = zip(over, metric_stories, strict=True)
        alone = [first([row[: one.within // MINUTE + 1]], False, MINUTE) for row, one in rows]
        return _all_or_none(alone, bad=name == "bad")

    alike = {condition.metric.rpartition("/")[2] for condition in conditions}
    bad, good = alerted_at("bad"), alerted_at("good")
    apart = {(condition.metric, one.within) for condition, one in zip(conditions, metric_stories, strict=True)}
    if require_all and any(not one.needs and len(apart) > 1 for one in metric_stories):
        bad = None  # what breaks alone is not told
    if any(one.needs and not (require_all and one.needs in alike) for one in metric_stories):
        good = good or bad  # what is told of means nothing alone
    return Notification(bad, good, alerted_at("quiet"), within)


def _any_well(conditions: Sequence[Above], metric_stories: Sequence[Scenarios], within: int) -> int | None:
    """The time that conditions which must hold together do so although one is well: None if each matters."""
    times: list[int] = []
    for well in range(len(conditions)):
        over = [
            _over(condition, one.good if index == well else one.bad, within)
            for index, (condition, one) in enumerate(zip(conditions, metric_stories, strict=True))
        ]
        at = first(over, True, MINUTE)
        times += [] if at is None else [at]
    return min(times, default=None)


def _over(condition: Above, story: Story, within: int) -> list[bool]:
    return over_minutes(condition, scenarios.points(story, within // MINUTE + 1))
