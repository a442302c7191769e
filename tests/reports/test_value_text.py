"""Every property of every kind that is a length of time or a size is said with its unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from composer.kinds import KINDS
from composer.reports.value_text import human_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Property

LIKE_ONE = re.compile(
    r"(^|_)(ms|sec|secs|seconds?|minutes?|hours?|days?|weeks?|age|period|interval|duration|ttl|timeout|delay|backoff|"
    r"retention|bytes?|kb|mb|gb|tb|size)(_|$)"
)
NEITHER = {
    "target_size",  # machines
    "target_stopped_size",
    "target_suspended_size",
    "query_plans_per_minute",
    "max_failures_per_hour",
    "minute_offset",
    "interval",  # of a range of whole numbers
    "day",  # of a week
    "hour",  # of a day
    "disk_size",  # Cloud SQL's, in GB: nothing in its name says so
}


def walk(properties: Mapping[str, Property]) -> Iterator[tuple[str, Property]]:
    for name, one in properties.items():
        yield name, one
        yield from walk(one.properties)
        if one.items is not None:
            yield from walk(one.items.properties)


def test_lengths_of_time_and_sizes_have_units() -> None:
    """A new name that looks like one has to be known, or to be listed here as neither."""
    numbers = {
        name
        for kind in KINDS.values()
        for name, one in walk(kind.properties)
        if (one.type == "integer" or one.format in {"int64", "days"}) and LIKE_ONE.search(name)
    }
    assert len(numbers) > 15
    assert {name for name in numbers - NEITHER if not human_readable((name,), 172_800_000)} == set()
    assert {name for name in numbers & NEITHER if human_readable((name,), 172_800_000)} == set()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("initial_delay_sec", 300, "5m"),
        ("cooldown_period", 60, "1m"),
        ("retention_period", "86400", "1d"),
        ("boot_disk_size_gb", 100, "100 GB"),
        ("percentage", 5, ""),
        ("storage", 5, ""),
        ("age", 3, "3d"),
        ("days_since_noncurrent_time", 3, "3d"),
    ],
)
def test_the_last_word_is_the_unit(name: str, value: object, said: str) -> None:
    assert human_readable((name,), value).replace("\u00a0", " ") == said
