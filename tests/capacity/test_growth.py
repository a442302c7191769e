"""Growth: rates as people write them, and the day on which a quota is full."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.capacity.demand import amount
from composer.capacity.growth import Growth
from composer.capacity.quotas import Quota, Scope, Use, binding
from composer.model import Limit
from composer.units import Bytes, Count

TODAY = date(2026, 1, 1)


def use(value: int, fixed: int, variable: int) -> Use:
    return Use(Quota("x", "x", Scope("p"), value, Limit(value, "", "")), fixed, variable)


@pytest.mark.parametrize(
    ("text", "of", "day"),
    [
        ("2x/year", use(100, 0, 50), date(2027, 1, 1)),
        ("2x/year", use(100, 20, 20), date(2028, 1, 1)),
        ("100%/year", use(100, 0, 25), date(2028, 1, 1)),
        ("10x/week", use(1000, 0, 10), date(2026, 1, 15)),
        ("2x/year", use(100, 0, 101), TODAY),
        ("2x/year", use(100, 100, 0), None),
    ],
)
def test_the_day(text: str, of: Use, day: date | None) -> None:
    assert Growth.parse(text).full_on(of, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "2x", "2/year", "0.5x/year", "1x/year", "0%/month", "-5%/month", "2x/aeon", "5000x/day"]
)
def test_what_is_no_growth(text: str) -> None:
    with pytest.raises(ValueError, match="growth is"):
        Growth.parse(text)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["2x/year", "3%/week", "900x/month"]))
def test_on_the_day_before_it_still_fits(value: int, variable: int, text: str) -> None:
    growth, of = Growth.parse(text), use(value, 0, variable)
    days = growth.days_until_full(of)
    assert days is not None
    if variable <= value:
        assert variable * growth.factor ** (days / growth.days) == pytest.approx(value)
    else:
        assert days == 0


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (Count(0).rounded, "0"),
        (Count(99_999).rounded, "99,999"),
        (Count(100_000).rounded, "100k"),
        (Count(999_999).rounded, "1.00M"),
        (Count(8e9).rounded, "8.00G"),
        (Bytes(999).rounded, "999 B"),
        (Bytes(1000).rounded, "1.00 kB"),
        (Bytes(999_999).rounded, "1.00 MB"),
        (Bytes(350e12).rounded, "350 TB"),
        (amount("traffic.peak_bytes", 4 * 10**9), "4.00 GB/s"),
    ],
)
def test_amounts(actual: str, expected: str) -> None:
    assert actual == expected


amounts = st.integers(0, 1000)
uses = st.lists(st.builds(use, st.integers(1, 1000), amounts, amounts), max_size=8)


@given(uses, st.sampled_from(["2x/year", "3%/week"]))
def test_what_binds_first_is_full_first(result: list[Use], text: str) -> None:
    growth, first = Growth.parse(text), binding(result)
    days = [(growth.days_until_full(one), one) for one in result]
    known = [day for day, _ in days if day is not None]
    assert (first is None) == (not known)
    if first is not None:
        assert growth.days_until_full(first) == min(known)


def test_a_full_quota_of_the_platform_alone_binds_nobody() -> None:
    assert binding([use(100, 99, 0), use(100, 10, 50)]) == use(100, 10, 50)


def test_calendars_end() -> None:
    assert Growth.parse("2x/year").full_on(use(100, 0, 50), date(9999, 12, 31)) is None
