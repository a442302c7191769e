"""Law: whatever is taken away from evidence, it proves nothing any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from composer.live.evidence import Control, Evidence, day_ends
from composer.units import DAY

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
STRONG = Evidence("Monitoring", NOW - timedelta(days=30), NOW, 42 * DAY, 240, NOW - timedelta(days=30), Control("a"))
DAMAGES = st.one_of(
    st.builds(lambda days: replace(STRONG, retention=days * DAY), st.integers(0, 29)),
    st.builds(lambda days: replace(STRONG, starts=NOW - timedelta(days=days)), st.integers(0, 29)),
    st.just(replace(STRONG, control=None)),
    st.builds(
        lambda ends: replace(STRONG, control=Control("a", tuple(ends))),
        st.lists(st.sampled_from(day_ends(STRONG.starts, NOW)), min_size=1),
    ),
    st.builds(lambda words: replace(STRONG, refusal=words), st.text(min_size=1)),
)


def test_it_proves_what_it_covers() -> None:
    assert STRONG.weakness(30 * DAY) == ""


@given(damaged=DAMAGES)
def test_law_whatever_is_taken_away_it_proves_nothing(damaged: Evidence) -> None:
    assert damaged.weakness(30 * DAY)


def test_days_are_counted_back_from_the_end() -> None:
    assert day_ends(NOW - timedelta(days=2), NOW) == (NOW, NOW - timedelta(days=1))
