"""The way of a bucket: its steps are those of the graph, and what is proven is what is applied."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from composer.capacity.bucket_timeline import (
    CATCH_UP,
    CLOSES_EVERY,
    WORK,
    Timeline,
    catch_up_schedule,
    closing_schedule,
    timeline,
)
from composer.units import Bytes, Count, Seconds
from tests.facets.test_etl import EVENT, fleet


def way(**sizing: object) -> Timeline:
    return timeline(fleet().event_types[EVENT], replace(fleet().policies.sizing, **sizing))


def minutes(schedule: str) -> list[int]:
    return [int(minute) for minute in schedule.split(maxsplit=1)[0].split(",")]


@given(st.integers(0, 10_000))
def test_schedules_come_as_often_as_the_timeline_says(spread: int) -> None:
    for schedule, every in ((closing_schedule(spread), CLOSES_EVERY), (catch_up_schedule(spread), CATCH_UP)):
        first = minutes(schedule)
        gaps = {(later - earlier) % 60 or 60 for earlier, later in zip(first, [*first[1:], first[0]], strict=True)}
        assert gaps == {every}
        assert schedule.endswith(" * * * *")


def test_a_step_waits_for_the_one_before_it() -> None:
    names = [step.name for step in way().steps]
    assert names == ["export", "closing", *WORK, "ready", "one failure", "delivery"]


@given(st.integers(2, 1000), st.integers(1, 1000), st.integers(1_000, 10**9))
def test_the_worst_case_is_never_quicker_than_the_usual_one(workers: int, key: int, speed: int) -> None:
    some = way(cluster_workers=Count(workers), deduplication_key=Bytes(key), deduplication_bytes=Bytes(speed))
    assert all(step.worst >= step.usual for step in some.steps if step.name != "one failure")
    assert some.slack == some.promised - sum(step.worst for step in some.steps)


@given(st.integers(2, 500), st.integers(1, 10))
def test_more_workers_are_never_slower(workers: int, more: int) -> None:
    assert way(cluster_workers=Count(workers + more)).worst <= way(cluster_workers=Count(workers)).worst


def test_the_window_is_read_by_every_run() -> None:
    event = fleet().event_types[EVENT]
    longer = replace(event, dedupe=replace(event.dedupe, window=Seconds(2 * event.dedupe.window)))
    sizing = fleet().policies.sizing
    assert timeline(longer, sizing).worst > timeline(event, sizing).worst
    once = timeline(replace(event, dedupe=None), sizing)
    assert "deduplication" not in [step.name for step in once.steps]
