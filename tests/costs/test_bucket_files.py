"""Files in buckets: every day of their lives is paid once, and what was deleted too soon until its minimum."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from composer.costs import bucket_files
from composer.costs.line import GIB, Line, day_bytes
from composer.costs.prices import Prices, load
from composer.graph import Resource
from composer.kinds.storage.bucket import BUCKET
from composer.kinds.storage.storage_classes import CLASSES, MINIMUM_DAYS
from composer.pipeline import settle
from composer.repository import Repository

if TYPE_CHECKING:
    from composer.model import EventType

SOFT = 7


@cache
def example() -> tuple[EventType, Prices]:
    repository = Repository(Path(__file__).parents[2])
    return settle(repository).event_types["EndSong"], load(repository, "e2-standard-4")


def bucket(first: str, kept: int, moves: dict[str, int]) -> Resource:
    rules = [{"action": {"type": "Delete"}, "condition": {"age": kept}}]
    rules += [
        {"action": {"type": "SetStorageClass", "storage_class": c}, "condition": {"age": a}} for c, a in moves.items()
    ]
    soft = {"retention_duration_seconds": SOFT * 86400}
    return Resource(
        "T/b", BUCKET.token, "b", {"storage_class": first, "lifecycle_rules": rules, "soft_delete_policy": soft}, ""
    )


def charged(resource: Resource, age: int | None = None) -> tuple[Line, ...]:
    event, prices = example()
    return tuple(bucket_files.lines(resource, event, prices, age))


def days(lines: tuple[Line, ...], facet: str = "storage") -> Fraction:
    event, prices = example()
    day = day_bytes(event) * prices.assumed["compression"] / GIB
    stored = {f"storage.{name.lower()}" for name in CLASSES}
    return sum((line.quantity for line in lines if line.facet == facet and line.price in stored), Fraction()) / day


moves = st.lists(st.integers(1, 4000), min_size=3, max_size=3, unique=True).map(
    lambda ages: dict(zip(MINIMUM_DAYS, sorted(ages), strict=True))
)


@given(st.integers(1, 4000), moves, st.none() | st.integers(0, 5000))
def test_classes_share_the_days_of_a_file(kept: int, moves: dict[str, int], age: int | None) -> None:
    over = kept + SOFT if age is None else min(kept + SOFT, age)
    assert days(charged(bucket("STANDARD", kept, moves), age)) == over


@given(st.sampled_from([*MINIMUM_DAYS]), st.integers(1, 500))
def test_what_is_deleted_too_soon_is_paid_until_its_minimum(name: str, kept: int) -> None:
    paid = days(charged(bucket(name, kept, {})), bucket_files.EARLY)
    assert paid == max(0, MINIMUM_DAYS[name] - kept - SOFT)
    assert not days(charged(bucket(name, kept, {}), kept), bucket_files.EARLY), "nothing was deleted yet"


def test_a_file_is_moved_once_and_read_back_from_colder_classes_only() -> None:
    lines = charged(bucket("STANDARD", 400, {"NEARLINE": 30, "COLDLINE": 90, "ARCHIVE": 500}))
    assert {line.price for line in lines if "_" in line.price} == {
        *("storage.move_nearline", "storage.move_coldline"),
        *("storage.read_nearline", "storage.read_coldline"),
    }
    event, prices = example()
    few = replace(event, traffic=replace(event.traffic, average=event.traffic.average / 10**9))
    moved = [
        line
        for line in bucket_files.lines(bucket("STANDARD", 400, {"NEARLINE": 30}), few, prices, None)
        if "move" in line.price
    ]
    assert [line.quantity for line in moved] == [Fraction(730, 1000)], "a file for each hour"
