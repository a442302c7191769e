"""Locks of buckets: setting one is a hazard, and so is what would break one."""

from __future__ import annotations

from datetime import date

import pytest

from composer import hazards
from composer.graph import Resource, build_graph
from composer.kinds.storage.bucket import BUCKET

DAY = 86_400


def graph(policy: tuple[int, bool] | None):
    kept = {} if policy is None else {"retention_period": str(policy[0] * DAY), "is_locked": policy[1]}
    inputs = {"name": "b", **({"retention_policy": kept} if kept else {})}
    return {"T": build_graph("T", [Resource("T/delivered-bucket", BUCKET.token, "b", inputs, "")])}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, (9, False), ""),
        ((9, False), (5, False), ""),
        (None, (9, True), "nobody can ever shorten"),
        ((9, False), (9, True), "for 9 days nobody can delete an event"),
        ((9, True), (10, True), ""),
        ((9, True), (8, True), "is locked for 9 days: Google refuses"),
        ((9, True), (9, False), "is locked for 9 days: Google refuses"),
        ((9, True), None, "is locked for 9 days: Google refuses"),
    ],
)
def test_a_lock_is_set_knowingly_and_never_broken(before, after, expected: str) -> None:
    result = hazards.judge(graph(before), graph(after), ("open",), (), date(2026, 11, 29))
    messages = [one.message for one in result if one.code == "ET816"]
    assert len(messages) == bool(expected)
    assert all(expected in one for one in messages)
