"""Accounts rest before they go: the list says until when, by the record in which they were disabled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.graph.unprotected import unprotected
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.lifecycle.resting import rested
from composer.model import Importance
from tests.graphs.test_combinations import graph

NOW = datetime(2027, 5, 2, 12, tzinfo=UTC)
ENABLED = [one for one in graph(Importance.HIGH, "gcs", "money").resources if one.type == ACCOUNT.token]
DISABLED = [unprotected(one) for one in ENABLED]


def since(*ago: timedelta) -> dict[str, str]:
    return {one.id: (NOW - age).isoformat() for one, age in zip(DISABLED, ago, strict=False)}


@given(st.integers(0, 3 * 24 * 60), st.integers(0, 3 * 24 * 60))
def test_law_it_is_open_once_all_of_them_rested_a_day(one: int, other: int) -> None:
    first, second = DISABLED[:2]
    shown = rested([first, second], since(timedelta(minutes=one), timedelta(minutes=other)), NOW)
    assert shown.open is (min(one, other) >= 24 * 60)
    until = NOW - timedelta(minutes=min(one, other)) + timedelta(days=1)
    assert shown.open or f"until {until.isoformat(timespec='seconds')}" in shown.text
    assert shown.number == f"{min(24, min(one, other) // 60)} of 24 hours"


@pytest.mark.parametrize(
    ("resources", "moments", "number"),
    [(ENABLED, since(timedelta(days=9), timedelta(days=9)), "enabled"), (DISABLED, {}, "not known")],
)
def test_what_is_enabled_or_nobody_knows_of_is_shut(resources: list, moments: dict, number: str) -> None:  # type: ignore[type-arg]
    shown = rested(resources, moments, NOW)
    assert (shown.open, shown.number) == (False, number)
    assert "`composer up" in shown.opener


def test_what_never_rests_is_open() -> None:
    others = [replace(one) for one in graph(Importance.HIGH, "gcs", "money").resources if one.type != ACCOUNT.token]
    assert rested(others, {}, NOW).open
