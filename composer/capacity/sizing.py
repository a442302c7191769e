"""Declared traffic → instances of the ETL: pure functions of the numbers in sizing.yaml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.model import Sizing, Traffic


@dataclass(frozen=True, slots=True)
class Instances:
    """Instances that always run, that the average and the peak need, and the hard cap: in ascending order."""

    minimum: int
    at_average: int
    at_peak: int
    cap: int

    def within(self, most: int | None) -> Instances:
        """The same, where an environment allows `most` machines; below what always runs it cannot be."""
        return self if most is None else replace(self, cap=max(min(self.cap, most), self.minimum, 1))


def by_backlog(traffic: Traffic, sizing: Sizing) -> bool:
    """True if the backlog says how many instances run, and not their CPU."""
    return traffic.peak < sizing.tiny


def instances(traffic: Traffic, sizing: Sizing, redundancy: int) -> Instances:
    """As many as the traffic needs, and `redundancy` at least. Total: a peak below the average is taken for the
    average."""
    average = _needed(traffic.average, traffic.event_bytes, sizing)
    peak = max(_needed(traffic.peak, traffic.event_bytes, sizing), average)
    minimum = 0 if by_backlog(traffic, sizing) else int(redundancy)
    # one more than the peak needs at least: else a single hung machine would be the end of it
    cap = max(ceil(Fraction(peak * sizing.cap_percent, 100)), peak + 1, minimum + 1)
    return Instances(minimum, max(average, minimum), max(peak, minimum), cap)


def running(traffic: Traffic, sizing: Sizing) -> Fraction:
    """Instances over a month, on average: whole ones that follow CPU; by the backlog, only as long as there is work."""
    if by_backlog(traffic, sizing):
        return Fraction(_load(traffic.average, traffic.event_bytes, sizing)).limit_denominator(10_000)
    return Fraction(_needed(traffic.average, traffic.event_bytes, sizing))


def _needed(rate: float, event_bytes: int, sizing: Sizing) -> int:
    return max(1, ceil(_load(rate, event_bytes, sizing)))


def _load(rate: float, event_bytes: int, sizing: Sizing) -> float:
    """Work to be done, in instances."""
    return max(rate * event_bytes / sizing.instance_bytes, rate / sizing.instance_events)
