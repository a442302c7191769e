"""Schedules, against what Google describes: https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds.cron import cron_problem

ACCEPTED = (
    *("* * * * *", "5 * * * *", "*/15 * * * *", "0-23/2 * * * *", "1,2,5,6 * * * *", "01 0 1 1 0", "59 23 31 12 7"),
    *("0 0 * JAN-MAR SUN-FRI", "0 9 * * MON,TUE", "0 9 * jan sat", "0 0 31 2 *", "5/15 * * * *", "0  0 * * *"),
    *("every 24 hours", "every day 00:00", "every mon,wed 09:00", "1st of month 09:00", "1,3 of jan 10:00"),
)
REFUSED = {
    "five fields": ("", "* * * *", "0 0 * * * *", "0 0 * * * * 2027", "@daily", "nonsense"),
    "not between": (
        "60 * * * *",
        "* 24 * * *",
        "0 0 0 * *",
        "0 0 32 * *",
        "0 0 * 0 *",
        "0 0 * 13 *",
        "* * * * 8",
        "1-70 * * * *",
    ),
    "is not between": ("0 0 L * *", "0 0 LW * *", "0 0 * SUN *", "0 0 1W * *", "H H * * *", "0 0 * * 5L"),
    "no number, range or step": ("0 0 * * 1#2", "0 0 ? * *", "1,2,,3 * * * *", "-5 * * * *", "+1 * * * *", "٣ * * * *"),
    "is no range": ("*-5 * * * *",),
    "never comes round": ("*/0 * * * *", "*/60 * * * *", "0 0 1-31/40 * *"),
    "runs backwards": ("0 0 * * FRI-SUN", "0 0 * * 5-1", "0 0 * FEB-JAN *"),
}


@pytest.mark.parametrize("schedule", ACCEPTED)
def test_what_google_describes_is_accepted(schedule: str) -> None:
    assert cron_problem(schedule) == ""


@pytest.mark.parametrize(("problem", "schedule"), [(problem, one) for problem, ones in REFUSED.items() for one in ones])
def test_what_google_does_not_describe_is_refused(problem: str, schedule: str) -> None:
    assert problem in cron_problem(schedule)


@given(st.text("0123456789*/-, ABCDEFJMNSU", max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(cron_problem(text), str)


FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@given(st.tuples(*(st.integers(low, high) for low, high in FIELDS)), st.integers(0, 4), st.integers(1, 200))
def test_a_number_is_refused_where_it_lies_outside_its_field(numbers: tuple[int, ...], at: int, beyond: int) -> None:
    texts = [str(number) for number in numbers]
    assert cron_problem(" ".join(texts)) == ""
    texts[at] = str(FIELDS[at][1] + beyond)
    assert f"'{texts[at]}'" in cron_problem(" ".join(texts))
