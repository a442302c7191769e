"""Laws of budgets and burn rates, held against counting windows one by one."""

from __future__ import annotations

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from composer.slo import windows
from composer.slo.conditions import Burning, Objective, burn_rates
from composer.slo.scenarios import Facts
from composer.slo.simulate import outcome
from composer.units import DAY

HOURS = st.integers(1, 24).map(lambda hours: hours * 3600)
SLOS = st.integers(1, 24 * 7).map(lambda hours: hours * 3600)
PARTITIONING = st.sampled_from(["hourly", "daily"])
SHARES = st.floats(0.05, 0.95)
GOALS = st.floats(0.5, 0.999)


@given(PARTITIONING, SLOS)
def test_a_window_is_one_that_google_takes_and_that_shows_the_slo(partitioning: str, slo: int) -> None:
    length = windows.window(partitioning, slo)
    assert DAY % length == 0
    assert 60 <= length <= windows.BUCKETS[partitioning]
    assert length <= slo / 4


@given(SHARES, HOURS, GOALS, st.sampled_from([1800, 3600, 3 * 3600, 86_400]), st.data())
def test_a_burn_rate_is_exceeded_exactly_when_the_share_was_spent(
    share: float, within: int, goal: float, length: int, data: st.DataObject
) -> None:
    within = windows.whole(within, length)
    bad = data.draw(st.lists(st.booleans(), min_size=within // length, max_size=within // length))
    rate = burn_rates(bad, within, Objective("lateness", length, None, 1.0, goal))[-1]
    budget = windows.PERIOD / length * (1 - goal)
    spent = sum(bad) / budget
    assume(abs(spent - share) > 1e-6)
    assert (rate > windows.burn_rate(share, within)) == (spent > share)


@given(GOALS)
def test_one_bad_day_is_told_and_no_good_one(goal: float) -> None:
    objective = Objective("custom.googleapis.com/event_delivery/delivered_ratio", DAY, 0.999, None, goal)
    condition = Burning(objective, DAY, windows.every_bad_window(goal))
    known = outcome((condition,), False, Facts(4 * 3600))
    assert known is not None
    assert (known.bad, known.good, known.quiet) == (DAY, None, None)


def oracle_first(share: float, goal: float, within: int, length: int, slo: int) -> int | None:
    """The second at which a ramp of lateness from zero has spent the share, both look-backs full: counted by hand."""
    soon = windows.short(within, length)
    budget = windows.PERIOD // length * (1 - goal)
    in_time = next(number for number in itertools.count() if number * length + length / 2 > slo)
    for late in range(1, within // length + 1):
        just = min(late, soon // length)
        rate = windows.burn_rate(share, within)
        if late / budget > share + 1e-9 and just / (soon / length) / (1 - goal) > rate:
            return (in_time + late) * length
    return None


@given(PARTITIONING, SLOS, SHARES, HOURS, GOALS)
def test_late_delivery_is_told_when_counting_says_so(
    partitioning: str, slo: int, share: float, within: int, goal: float
) -> None:
    length = windows.window(partitioning, slo)
    within = windows.whole(within, length)
    budget = windows.PERIOD // length * (1 - goal)
    assume(all(abs(count / budget - share) > 1e-6 for count in range(within // length + 1)))
    objective = Objective("custom.googleapis.com/event_delivery/lateness", length, None, float(slo), goal)
    rate = windows.burn_rate(share, within)
    conditions = tuple(
        Burning(objective, back, rate) for back in dict.fromkeys((within, windows.short(within, length)))
    )
    known = outcome(conditions, True, Facts(slo))
    assert known is not None
    expected = oracle_first(share, goal, within, length, slo)
    assert known.bad == (expected if expected is not None and expected <= known.within else None)
    # one late window is told only where it is more of the budget than the share
    assert (known.good is None) == (budget < 1 or 1 / budget < share)
    assert known.quiet is None
