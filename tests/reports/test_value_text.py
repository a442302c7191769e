"""Every property of every kind that is a length of time or a size is shown with its unit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from composer.graph import Resource
from composer.graph.properties import PropertyChange, compare
from composer.kinds import KINDS
from composer.printing.visible import visible
from composer.reports import plan_markdown
from composer.reports.value_text import Shown, change_parts, change_text, quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.property import Property

MARKDOWN = MarkdownIt("commonmark")
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
    "hours",  # on the clock, with the next two
    "minutes",
    "seconds",
}


def walk(properties: Mapping[str, Property], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Property]]:
    for name, one in properties.items():
        yield (*path, name), one
        yield from walk(one.properties, (*path, name))
        if one.items is not None:
            yield from walk(one.items.properties, (*path, name))


def test_lengths_of_time_and_sizes_have_units() -> None:
    """A new property whose name looks like one says its unit, or is listed here as neither."""
    numbers = [
        (path, one)
        for kind in KINDS.values()
        for path, one in walk(kind.properties)
        if one.type == "integer" or one.format in {"int64", "days"}
    ]
    looking = [(path, one) for path, one in numbers if LIKE_ONE.search(path[-1])]
    assert len(looking) > 15
    assert [path for path, one in looking if one.unit is None and path[-1] not in NEITHER] == []
    assert [path for path, one in looking if one.unit is not None and path[-1] in NEITHER] == []


def test_only_numbers_have_units() -> None:
    every = [one for kind in KINDS.values() for _, one in walk(kind.properties) if one.unit is not None]
    assert len(every) > 30
    assert {(one.type, one.format) for one in every if one.type != "integer"} == {("string", "int64"), ("number", "")}


@pytest.mark.parametrize(
    ("token", "path", "value", "text"),
    [
        ("gcp:compute/regionAutoscaler:RegionAutoscaler", ("autoscaling_policy", "cooldown_period"), 60, "1m"),
        ("gcp:storage/bucket:Bucket", ("retention_policy", "retention_period"), "86400", "1d"),
        ("gcp:storage/bucket:Bucket", ("lifecycle_rules", 0, "condition", "age"), 3, "3d"),
        ("gcp:bigquery/table:Table", ("time_partitioning", "expiration_ms"), 172_800_000, "2d"),
        ("gcp:sql/databaseInstance:DatabaseInstance", ("settings", "disk_size"), 100, "100 GB"),
        ("gcp:pubsub/subscription:Subscription", ("message_retention_duration",), "604800s", "7d"),
        ("gcp:storage/bucket:Bucket", ("lifecycle_rules", 0, "condition", "num_newer_versions"), 3, ""),
        ("gcp:storage/bucket:Bucket", ("nothing", "like", "this"), 3, ""),
    ],
)
def test_the_kind_says_what_a_number_counts(token: str, path: tuple[str | int, ...], value: object, text: str) -> None:
    assert quantity_text(KINDS[token].unit(path), value).replace("\u00a0", " ") == text


def test_what_is_no_longer_stated_and_stays_says_so() -> None:
    kind = KINDS["gcp:pubsub/subscription:Subscription"]
    before, after = (
        Resource("A/a", kind.token, "a", inputs, because="")
        for inputs in ({"topic": "t", "ack_deadline_seconds": 60, "labels": {}}, {"topic": "t"})
    )
    stays, removed = compare(before, after, kind)
    assert change_text(stays) == "stays as it is, no longer stated: 60"
    assert change_text(removed) == "removed {}"


anything = st.recursive(
    st.lists(st.sampled_from([*'abc "`\\|*_<[é→\n', "word ", "@team "]), max_size=150).map("".join) | st.integers(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("ab`", max_size=3), inner, max_size=4),
    max_leaves=8,
)


@given(anything, anything)
def test_a_value_is_one_piece_of_code_in_markdown_however_it_is_cut(before: Any, after: Any) -> None:
    change = PropertyChange(("a",), before, after)
    words = change_parts(change)
    assert "".join(words) == change_text(change)
    line = plan_markdown.sentence_text(words).source
    spans = [one.content for one in MARKDOWN.parseInline(line)[0].children or () if one.type == "code_inline"]
    assert [visible(one) for one in words if isinstance(one, Shown)] == spans


@given(st.text(st.sampled_from([*'abc "\\\n\x01é']), min_size=1, max_size=300), st.integers(40, 120))
def test_a_text_that_is_cut_is_still_a_text(value: str, width: int) -> None:
    shown = value_text(f"{value} ", width)
    whole, _, _ = shown.rpartition(" (") if shown.endswith((" characters)", " character)")) else (shown, "", "")
    actual = json.loads(whole)
    assert actual == f"{value} " or (actual.endswith(" …") and value.startswith(actual.removesuffix(" …")))
