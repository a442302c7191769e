"""Laws of the alerts of compiled graphs, over series of any shape, run through the conditions that are applied.

Whether somebody has to be told is counted here from what the policy promises, not from windows and thresholds.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.graph_checks.slo_checks import facts_of
from composer.slo import conditions as rules
from composer.slo import simulate, slo_proof, windows
from composer.slo.metric_registry import KnownMetric
from composer.slo.scenarios import BURST, Facts
from tests.slo.test_slo_proof import fleet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.slo.conditions import Condition

PLATFORM = "platform:production-1"
HOURLY, DAILY, TINY = "EndSong", "PlaylistChanged", "PaymentSettled"
MINUTES = 240


@cache
def policy(owner: str, role: str) -> tuple[tuple[Condition, ...], bool]:
    """The conditions of an applied policy, and whether all must hold; thresholds in the unit of its stories."""
    settled, graphs = fleet()
    graph = graphs[owner]
    assert settled.policies is not None
    metrics = {row.type: row for row in (*settled.policies.metrics, *settled.policies.google_metrics)}
    event = settled.event_types.get(owner)
    facts = facts_of(event, graph, settled.policies) if event else Facts(72 * 3600)
    known = KnownMetric(metrics, facts, {}, owner if event else "")
    resource = next(one for one in graph.resources if one.role == role)
    conditions, problems = slo_proof.conditions_of(resource, slo_proof.objectives_of(graph), known)
    assert not problems
    return conditions, resource.inputs["combiner"] == "AND"


def message(owner: str, role: str, *series: Sequence[float | None]) -> int | None:
    """The minutes until somebody is told: one series for each condition, nothing for those that have none."""
    conditions, combined = policy(owner, role)
    series = (*series, *[[None] * len(series[0])] * (len(conditions) - len(series)))
    over = [rules.over_minutes(one, list(points)) for one, points in zip(conditions, series, strict=True)]
    return simulate.first(over, combined, 1)


def names(importance: str, partitioning: str) -> list[str]:
    settled, _ = fleet()
    return [
        name
        for name, event in settled.event_types.items()
        if (event.importance, event.storage.partitioning) == (importance, partitioning)
        and event.reliability.own_alerts
        and event.lifecycle.state == "active"
    ]


LATE = [
    (name, speed)
    for importance in ("high", "normal")
    for partitioning in ("hourly", "daily")
    for name in names(importance, partitioning)[:1]
    for speed in ("fast", "slow")
]


@pytest.mark.parametrize(("name", "speed"), LATE)
@given(st.data())
def test_lateness_is_told_exactly_when_the_share_of_the_budget_is_spent(name: str, speed: str, data) -> None:
    settled, _ = fleet()
    event = settled.event_types[name]
    alert = getattr(event.reliability, speed)
    conditions, combined = policy(name, f"alert-late-{speed}")
    assert combined
    objective = conditions[0].objective  # type: ignore[union-attr]
    late = data.draw(st.lists(st.booleans(), min_size=4, max_size=96))
    means = [data.draw(st.floats(1.01, 9)) if bad else 0.9 for bad in late]
    over = [rules.over_windows(one, [mean * event.delivery.slo for mean in means]) for one in conditions]  # type: ignore[arg-type]
    budget = windows.PERIOD / objective.length * (1 - event.reliability.objective)
    back = max(1, alert.within // objective.length)
    soon = max(1, math.ceil(back / 12))
    for end in range(1, len(late) + 1):
        spent = sum(late[max(0, end - back) : end]) / budget
        just = sum(late[max(0, end - soon) : end]) / soon * back / budget
        assert all(row[end - 1] for row in over) == (spent > alert.share and just > alert.share)


def test_every_way_of_being_late_was_tried() -> None:
    assert len(LATE) == 8, LATE


waits = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), max_size=12)
"""Pauses without an event, and how long the next one waits: at most the start of a machine and a file, in minutes."""


@pytest.mark.parametrize("name", [HOURLY, TINY])
@given(waits)
def test_events_that_wait_as_long_as_a_file_is_open_are_no_backlog(name: str, series: list[tuple[int, int]]) -> None:
    points: list[float | None] = []
    for pause, wait in series:
        points += [None] * pause + [minute * 60.0 for minute in range(wait + 1)]
    assert message(name, "alert-backlog", points) is None


@pytest.mark.parametrize("name", [HOURLY, TINY])
@given(waits, st.integers(1, 600))
def test_an_event_that_nobody_reads_is_told_in_time(name: str, before: list[tuple[int, int]], speed: int) -> None:
    slo = fleet()[0].event_types[name].delivery.slo // 60
    points = [60.0 * minute for _, wait in before for minute in range(wait)]
    stuck = [60.0 * minute * (1 + speed / 600) for minute in range(slo)]
    at = message(name, "alert-backlog", [*points, *stuck])
    assert at is not None
    assert at - len(points) < slo


@given(st.lists(st.floats(0, 1), min_size=1, max_size=MINUTES))
def test_traffic_up_to_the_declared_peak_is_expected(rates: list[float]) -> None:
    assert message(HOURLY, "alert-stream", rates, [None] * len(rates)) is None


@given(st.lists(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), min_size=11, max_size=MINUTES), st.data())
def test_few_events_are_expected_however_few_were_declared(minutes: list[int], data) -> None:
    """Where a handful are declared an hour, one device that was offline is more than the peak."""
    tiny = min(fleet()[0].event_types.values(), key=lambda event: event.traffic.peak)
    at = data.draw(st.integers(10, len(minutes) - 1))
    counts = [0 if abs(index - at) < 11 else each for index, each in enumerate(minutes)]
    counts[at] = BURST
    rates = [each / 60 / tiny.traffic.peak for each in counts]
    assert message(tiny.name, "alert-stream", rates, [None] * len(rates)) is None


@pytest.mark.parametrize("small", [False, True])
@given(st.integers(0, 100), st.floats(3, 100))
def test_traffic_that_nobody_declared_is_told_within_twenty_minutes(small: bool, before: int, times: float) -> None:
    events = fleet()[0].event_types.values()
    event = min(events, key=lambda one: one.traffic.peak) if small else fleet()[0].event_types[HOURLY]
    least = max(event.traffic.peak * event.reliability.traffic, event.reliability.unnoticed)
    series = [0.0] * before + [least * times / event.traffic.peak] * 20
    at = message(event.name, "alert-stream", series, [None] * len(series))
    assert at is not None
    assert at > before


@given(st.integers(0, 100), st.integers(1, 10**6))
def test_a_dead_letter_is_told(before: int, many: int) -> None:
    at = message(HOURLY, "alert-backlog", [0.0] * (before + 1), [None] * before + [float(many)])
    assert at == before + 1


@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=MINUTES), st.data())
def test_a_backlog_that_grows_below_the_cap_is_the_autoscalers_business(sizes: list[float], data) -> None:
    backlog = data.draw(st.lists(st.floats(1, 1e9), min_size=len(sizes), max_size=len(sizes)))
    assert message(HOURLY, "alert-at-cap", sizes, backlog) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=MINUTES))
def test_a_backlog_that_is_worked_off_at_the_cap_is_well(backlog: list[float]) -> None:
    assert message(HOURLY, "alert-at-cap", [1.0] * len(backlog), sorted(backlog, reverse=True)) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=MINUTES))
def test_unimportant_event_types_may_be_late_up_to_their_slo(late: list[float]) -> None:
    assert message(PLATFORM, "alert-late-low", [share * 72 * 3600 for share in late]) is None


@given(st.lists(st.floats(0, 1), max_size=60), st.floats(1.001, 10))
def test_unimportant_event_types_that_are_late_are_told(before: list[float], late: float) -> None:
    series = [share * 72 * 3600 for share in before] + [late * 72 * 3600] * 10
    assert message(PLATFORM, "alert-late-low", series) is not None


@pytest.mark.parametrize(("role", "longest"), [("alert-event-service-silent", 9), ("alert-unmeasured", 29)])
@given(st.data())
def test_silence_is_told_once_it_lasts(role: str, longest: int, data) -> None:
    gaps = data.draw(st.lists(st.integers(0, longest), max_size=8))
    points: list[float | None] = [1.0]
    for gap in gaps:
        points += [None] * gap + [1.0]
    assert message(PLATFORM, role, points) is None
    assert message(PLATFORM, role, [*points, *[None] * (longest + 2)]) is not None


@pytest.mark.parametrize(("role", "longest"), [("alert-event-service-silent", 9), ("alert-unmeasured", 29)])
def test_what_never_wrote_is_told_and_a_condition_of_absence_would_not(role: str, longest: int) -> None:
    silence: list[float | None] = [None] * (longest + 2)
    assert message(PLATFORM, role, silence[: longest // 2]) is None
    assert message(PLATFORM, role, silence) is not None
    (condition,), _ = policy(PLATFORM, role)
    assert isinstance(condition, rules.Above)
    absence = replace(condition, after_first=True)
    assert not any(rules.over_minutes(absence, silence))
    assert any(rules.over_minutes(absence, [1.0, *silence]))


SERVICE = ("fast", "slow")
few = st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=400)


def answered(speed: str, asked: list[tuple[float, float]]) -> int | None:
    conditions, combined = policy(PLATFORM, f"alert-event-service-errors-{speed}")
    return simulate.first([rules.over_requests(one, asked) for one in conditions], combined, 1)


@pytest.mark.parametrize("speed", SERVICE)
@given(few)
def test_ten_failures_are_no_incident_however_few_requests_there_were(speed: str, minutes) -> None:
    left, asked = 10, []
    for many, failing in minutes:
        failed = min(many, left) if failing else 0
        left -= failed
        asked.append((float(many), float(failed)))
    assert answered(speed, asked) is None


@pytest.mark.parametrize("speed", SERVICE)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=400))
def test_a_service_that_keeps_its_objective_is_well(speed: str, minutes: list[int]) -> None:
    assert answered(speed, [(float(many), many * 0.001) for many in minutes]) is None


@pytest.mark.parametrize("speed", SERVICE)
@given(st.integers(10, 100_000), st.integers(1, 400))
def test_a_service_that_answers_nothing_is_told_within_an_hour(speed: str, many: int, before: int) -> None:
    at = answered(speed, [(float(many), 0.0)] * before + [(float(many), float(many))] * 60)
    assert at is not None
    assert at > before


@given(st.lists(st.tuples(st.floats(0.9, 1), st.floats(0, 0.05)), min_size=1, max_size=40))
def test_every_bad_day_of_a_finance_bearing_event_type_is_told(days: list[tuple[float, float]]) -> None:
    reliability = fleet()[0].event_types[HOURLY].reliability
    conditions, combined = policy(HOURLY, "alert-audit")
    assert not combined
    bad = [delivered < reliability.delivered or skewed > reliability.skewed for delivered, skewed in days]
    rows = [
        rules.over_windows(one, list(means)) for one, means in zip(conditions, zip(*days, strict=True), strict=True)
    ]  # type: ignore[arg-type]
    assert [any(row) for row in zip(*rows, strict=True)] == bad
