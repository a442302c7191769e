"""What metrics look like when delivery is broken, when it is well, and when next to nothing happens.

A story is a value for each minute since the beginning (None: no point). Values and thresholds are divided by `unit`,
so that alerts that differ only in the size of an Event Type are proven once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.units import DAY, HOUR, MINUTE

Story = Callable[[int], float | None]
Windows = Callable[[int, int, float], float]
"""How a metric goes in the windows of an objective: (start, end, bound) → mean; `bound` ends the range that is good."""
Asked = Callable[[int, float], tuple[float, float]]
"""What a service is asked in a minute: (minute, goal) → requests, and how many of them fail."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an alert is about: delivery SLO and deadline of acknowledgement (seconds), events a second at peak and on
    average, the machines that its autoscaler starts at most, the seconds that a machine needs to start, and the events
    a second that nobody has to be told of, however few were declared. `recovery`: seconds granted for a repair; `held`:
    those after which an event leaves its subscription although it was never exported."""

    slo: int
    ack_deadline: int = 600
    peak: float = 1.0
    average: float = 1.0
    cap: float = 1.0
    boot: int = 300
    unnoticed: float = 0.0
    recovery: int = 0
    held: float = math.inf


@dataclass(frozen=True, slots=True)
class Scenarios:
    """One metric's stories. `within`: seconds in which somebody has to be told of the bad one. `needs`: the metric that
    has to be bad as well, before anybody is told."""

    bad: Story
    good: Story
    quiet: Story
    within: int
    unit: float = 1.0
    needs: str = ""


SURGE = 10
"""How much an experiment multiplies the traffic of an Event Type: enough to use up a region's quota."""
SOON = HOUR
ROLLOUT = 4
"""Batches of machines, each of which boots and is waited for, in a rollout."""
BURST = 500
"""Events that one device keeps while it is offline, and sends at once when it is back."""
RETRY = 10
"""Minutes from one failed attempt of a scheduled job to the next, at most (`max_backoff_duration` of our jobs)."""
BUSY = 15 * MINUTE
"""Seconds for which the database may need all its processors: buckets are closed in the first minutes of an hour."""
GROWS = 0.95
"""Share of its disk at which Cloud SQL enlarges it at the latest, up to 500 GB: less than 5 GB and a 25th are free.
https://cloud.google.com/sql/docs/postgres/instance-settings#automatic-storage-increase-2ndgen"""
_SELDOM = 180
"""Minutes from one event to the next where next to nothing happens."""
_MANY = 60.0
"""Requests a minute of a service that is asked all the time."""


def nothing(_minute: int) -> float | None:
    """No points at all."""
    return None


def _waiting(facts: Facts) -> Story:
    """The export fails: what waits gets older, and so does the bucket that cannot be closed without it, until the
    oldest events leave their subscription. Then it is closed without them, and looks well."""
    return lambda minute: min(minute * 60.0, facts.held)


def _zero(_minute: int) -> float | None:
    return 0.0


@dataclass(frozen=True, slots=True)
class _Always:
    """The same value in every minute: most stories are."""

    value: float

    def __call__(self, _minute: int) -> float:
        return self.value


def _always(value: float) -> Story:
    return _Always(value)


def points(story: Story, minutes: int) -> list[float | None]:
    """The points of a story in so many minutes."""
    return [story.value] * minutes if isinstance(story, _Always) else [story(minute) for minute in range(minutes)]


def _now_and_then(longest: int) -> Story:
    """An event comes, waits until a machine has started and its file is closed, and is gone."""
    return lambda minute: age if (age := minute % _SELDOM * 60.0) <= longest else None


def _for_a_while(value: float, seconds: int) -> Story:
    """A value for so long, and then half of what is at most."""
    return lambda minute: value if minute * MINUTE < seconds else 0.5


def _at_once(rate: float) -> Story:
    """A rate for a single minute."""
    return lambda minute: rate if minute == SOON // MINUTE // 2 else 0.0


_FIXED: Mapping[str, Scenarios] = {
    OwnMetric.HEARTBEAT: Scenarios(nothing, _always(1.0), _always(1.0), SOON),
    # attempts that failed: each of a job, or a single one
    GoogleMetric.LOG_ENTRY_COUNT: Scenarios(lambda minute: float(minute % RETRY == 0), _at_once(1.0), nothing, SOON),
    GoogleMetric.SEND_MESSAGE_OPERATION_COUNT: Scenarios(_always(1.0), _zero, nothing, SOON),  # of dead letters
    GoogleMetric.FINISHED_EXECUTION_COUNT: Scenarios(_always(1.0), _zero, nothing, SOON),  # of those that failed
    GoogleMetric.DATAFLOW_JOB_IS_FAILED: Scenarios(_always(1.0), _zero, nothing, SOON),
    GoogleMetric.QUOTA_EXCEEDED: Scenarios(_always(1.0), _zero, nothing, SOON),
    GoogleMetric.QUOTA_USAGE: Scenarios(_always(0.99), _always(0.5), _zero, SOON),  # in limits
    GoogleMetric.DATABASE_UP: Scenarios(_zero, _always(1.0), _always(1.0), SOON),
    GoogleMetric.DATABASE_CPU_UTILIZATION: Scenarios(_always(1.0), _for_a_while(1.0, BUSY), _zero, SOON),
    # what grows by itself is nearly full before it does
    GoogleMetric.DATABASE_DISK_UTILIZATION: Scenarios(_always(GROWS + 0.02), _always(GROWS), _zero, SOON),
}
"""The stories that are the same for every Event Type: of heartbeats, of what failed, of services that a cell shares."""


def of(metric: str, facts: Facts, period: int = 0) -> Scenarios | None:
    """The stories of a metric, None for one that nobody has told yet. `period`: seconds of which a point is made."""
    within = SOON + ROLLOUT * facts.boot  # in which somebody is told of machines at their cap
    if metric in _FIXED:
        return _FIXED[metric]
    match metric.rpartition("/")[2]:
        case "lateness":  # delivery stops: the oldest open bucket gets older and older
            well: Story = lambda minute: minute % 60 * 60.0 / 4  # noqa: E731
            return Scenarios(_waiting(facts), well, _zero, 2 * facts.slo)
        case "oldest_unacked_message_age":  # the ETL stops; when it is well, an export file is open for a while
            quiet = _now_and_then(facts.boot + facts.ack_deadline)
            return Scenarios(_waiting(facts), _always(float(facts.ack_deadline)), quiet, facts.slo)
        case "published_events":  # a rate: in peaks, or of whole days in averages; half a day of a surge is enough
            unit, within = (facts.average, DAY // 2) if period >= DAY else (facts.peak, SOON)
            surge = SURGE * max(1.0, facts.unnoticed / unit)
            return Scenarios(_always(surge), _always(1.0), _at_once(BURST / MINUTE / unit), within, unit)
        case "size":  # machines, in caps; a rollout adds some to those that are needed
            rollout = _for_a_while(1.3, ROLLOUT * (facts.boot + MINUTE))
            return Scenarios(_always(1.0), rollout, _zero, within, facts.cap, "num_undelivered_messages")
        case "num_undelivered_messages":  # grows although everything that may run does; or is worked off
            worked_off: Story = lambda minute: max(0.0, 1000.0 - minute)  # noqa: E731
            return Scenarios(lambda minute: 1000.0 + minute, worked_off, nothing, within, needs="size")
    return None


@dataclass(frozen=True, slots=True)
class WindowStories:
    """The bad and the good story of an objective's metric, by window. `falls`: it is bad when it is low."""

    bad: Windows
    good: Windows
    falls: bool = False


def windows(metric: str, facts: Facts) -> WindowStories | None:
    """The stories of an objective's metric. Well is also one late bucket in a month that tolerates some: nobody can act
    on what is over. An export that fails makes buckets late only while its events wait for it (`held`)."""
    match metric.rpartition("/")[2]:
        case "lateness":
            return WindowStories(
                lambda start, end, _bound: min((start + end) / 2, facts.held),
                lambda start, end, bound: 2 * bound if start <= DAY < end else bound / 2,
            )
        case "delivered_ratio":
            return WindowStories(lambda _start, _end, bound: bound - 0.1, lambda _start, _end, _bound: 1.0, falls=True)
        case "skewed_ratio":
            return WindowStories(lambda _start, _end, bound: bound + 0.1, lambda _start, _end, _bound: 0.0)
    return None


def asked(metric: str) -> tuple[Asked, Asked, Asked] | None:
    """The requests of a service when it is broken, well, and hardly ever asked: then a single one that fails is a large
    part of them."""
    if metric.rpartition("/")[2] != "requests":
        return None
    return (
        lambda _minute, _goal: (_MANY, _MANY),
        _answers,
        lambda minute, _goal: (float(minute % 5 == 0), float(minute % 60 == 0)),
    )


def _answers(minute: int, goal: float) -> tuple[float, float]:
    """Half of the errors that are tolerated, all day long, and once a hiccup of four times what an hour may have."""
    hiccup = 4 * 60 * (1 - goal) - (minute - DAY // MINUTE // 2)
    failing = min(1.0, hiccup) if minute >= DAY // MINUTE // 2 and hiccup > 0 else (1 - goal) / 2
    return _MANY, _MANY * failing
