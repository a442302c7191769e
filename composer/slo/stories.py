"""What metrics look like when delivery is broken, when it is well, and when next to nothing happens.

A story is a value for each minute since the beginning (None: no point). Values and thresholds are divided by `unit`,
so that alerts that differ only in the size of an Event Type are proven once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60
Story = Callable[[int], float | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an alert is about: delivery SLO, deadline of acknowledgement (seconds), events a second at peak, and the
    machines that its autoscaler starts at most."""

    slo: int
    ack_deadline: int = 600
    peak: float = 1.0
    cap: float = 1.0


@dataclass(frozen=True, slots=True)
class Stories:
    """One metric's stories. `within`: seconds in which somebody has to be told of the bad one."""

    bad: Story
    good: Story
    quiet: Story
    within: int
    unit: float = 1.0


SURGE = 10
"""How much an experiment multiplies the traffic of an Event Type: enough to use up a region's quota."""
_SOON = 3600


def _nothing(_minute: int) -> float | None:
    return None


def _zero(_minute: int) -> float | None:
    return 0.0


def _always(value: float) -> Story:
    return lambda _minute: value


def of(metric: str, facts: Facts) -> Stories | None:
    """The stories of a metric, None for one that nobody has told yet."""
    match metric.rpartition("/")[2]:
        case "lateness":  # delivery stops: the oldest open bucket gets older and older
            return Stories(lambda minute: minute * 60.0, lambda minute: minute % 60 * 60.0 / 4, _zero, 2 * facts.slo)
        case "oldest_unacked_message_age":  # the ETL stops; when it is well, an export file is open for a while
            return Stories(lambda minute: minute * 60.0, _always(float(facts.ack_deadline)), _nothing, facts.slo)
        case "dead_letter_message_count":
            return Stories(_always(1.0), _zero, _nothing, _SOON)
        case "published_events":  # a rate, in peaks
            return Stories(_always(float(SURGE)), _always(1.0), _zero, _SOON, facts.peak)
        case "size":  # machines, in caps
            return Stories(_always(1.0), _always(0.5), _zero, _SOON, facts.cap)
        case "num_undelivered_messages":  # grows although everything that may run does; or is worked off
            return Stories(lambda minute: 1000.0 + minute, lambda minute: max(0.0, 1000.0 - minute), _nothing, _SOON)
        case "heartbeat":
            return Stories(_nothing, _always(1.0), _always(1.0), _SOON)
    return None


def windows(metric: str) -> tuple[Callable[[int, float, float], float], Callable[[int, float, float], float]] | None:
    """How an objective's metric goes in the bad and the good story, by window: (start, end, bound) → mean.

    `bound` is the end of the range that is good.
    """
    match metric.rpartition("/")[2]:
        case "lateness":
            return (lambda start, end, _bound: (start + end) / 2), (lambda _start, _end, bound: bound / 2)
        case "delivered_ratio":
            return (lambda _start, _end, bound: bound - 0.1), (lambda _start, _end, _bound: 1.0)
        case "skewed_ratio":
            return (lambda _start, _end, bound: bound + 0.1), (lambda _start, _end, _bound: 0.0)
        case "requests":
            return (lambda _start, _end, _bound: 0.0), (lambda _start, _end, _bound: 1.0)
    return None
