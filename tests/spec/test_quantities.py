"""Laws of quantities: what is written out reads back as the same value."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.spec.quantities import Duration, Rate, Size

KINDS = [Duration, Size, Rate]


@pytest.mark.parametrize("kind", KINDS)
def test_reading_is_the_reverse_of_writing(kind) -> None:
    @given(st.from_regex(kind.PATTERN, fullmatch=True).filter(lambda text: text.isascii() and "\n" not in text))
    def law(text: str) -> None:
        value = kind.parse(text)
        assert kind.parse(str(value)) == value
        assert len(str(value)) <= len(text) or not isinstance(value, Rate)

    law()


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=12) | st.from_regex(r"[0-9]{1,3}/?(s|kB|y)\n?"))
def test_anything_else_is_refused_with_words(kind, text: str) -> None:
    if re.fullmatch(kind.PATTERN.strip("^$"), text):
        assert kind.parse(str(kind.parse(text))) == kind.parse(text)
    else:
        with pytest.raises(ValueError, match="whole number"):
            kind.parse(text)


@given(st.integers(1, 10**9), st.sampled_from(sorted(Duration.UNITS)))
def test_a_duration_counts_its_unit(count: int, unit: str) -> None:
    if len(str(count)) <= 9:
        assert Duration.parse(f"{count}{unit}").seconds == count * Duration.UNITS[unit]


@given(st.lists(st.from_regex(Duration.PATTERN, fullmatch=True).filter(str.isascii)))
def test_durations_are_ordered_by_length(texts: list[str]) -> None:
    results = sorted(Duration.parse(text.strip()) for text in texts)
    assert [one.seconds for one in results] == sorted(one.seconds for one in results)
