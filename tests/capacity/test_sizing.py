"""Sizing of the ETL: bounds in order, monotone in the traffic, and examples calculated by hand."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.capacity.sizing import Instances, by_backlog, instances, running
from composer.model import Sizing, Traffic

NUMBERS = {"instance_bytes": 40_000_000, "instance_events": 50_000, "tiny": 100, "cap_percent": 150}
SIZING = Sizing(**{field.name: NUMBERS.get(field.name, 0) for field in fields(Sizing)})
"""What a machine is made of does not matter to how many are needed."""
rates = st.floats(0.0001, 5e6)
traffics = st.builds(Traffic, rates, rates, st.integers(1, 10_000_000))


@pytest.mark.parametrize(
    ("traffic", "redundancy", "expected"),
    [
        (Traffic(1, 10, 700), 2, Instances(0, 1, 1, 2)),  # tiny: none waits for work
        (Traffic(100, 200, 700), 1, Instances(1, 1, 1, 2)),
        (Traffic(100, 200, 700), 3, Instances(3, 3, 3, 4)),  # more than it needs, so that some may be lost
        (Traffic(120_000, 300_000, 700), 2, Instances(2, 3, 6, 9)),  # 210 MB/s, 300,000 events: both say 6
        (Traffic(100_000, 200_000, 10), 1, Instances(1, 2, 4, 6)),  # small events: their number counts
        (Traffic(100, 1_000, 1_000_000), 1, Instances(1, 3, 25, 38)),  # large ones: their bytes
    ],
)
def test_by_hand(traffic: Traffic, redundancy: int, expected: Instances) -> None:
    assert instances(traffic, SIZING, redundancy) == expected


@given(traffics, st.integers(1, 100))
def test_bounds_are_in_order_and_the_cap_carries_the_peak(traffic: Traffic, redundancy: int) -> None:
    result = instances(traffic, SIZING, redundancy)
    assert result.minimum in {0, redundancy}
    assert result.minimum <= result.at_average <= result.at_peak < result.cap
    assert result.at_peak * SIZING.instance_bytes >= traffic.peak * traffic.event_bytes
    assert (result.minimum == 0) == by_backlog(traffic, SIZING)


@given(traffics, st.floats(1, 100))
def test_more_traffic_never_needs_less(traffic: Traffic, times: float) -> None:
    more = Traffic(traffic.average * times, traffic.peak * times, traffic.event_bytes)
    few, many = instances(traffic, SIZING, 1), instances(more, SIZING, 1)
    assert (few.at_average, few.at_peak, few.cap) <= (many.at_average, many.at_peak, many.cap)


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [
        (Traffic(1, 10, 4_000_000), Fraction(1, 10)),  # there while it has work: 4 of the 40 MB/s that one carries
        (Traffic(100, 200, 700), Fraction(1)),  # one always runs
        (Traffic(120_000, 300_000, 700), Fraction(3)),  # and not a part of the cap
    ],
)
def test_what_runs_on_average_by_hand(traffic: Traffic, expected: Fraction) -> None:
    assert running(traffic, SIZING) == expected
