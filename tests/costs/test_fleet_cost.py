"""Laws of money: whatever is added up, however it is cut, agrees to the cent."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from composer.costs.fleet_cost import GROUPS, Cost, added_up, priced, rounded
from composer.costs.line import Line
from composer.costs.prices import Price, Prices
from composer.reports.money import amount as _amount
from composer.reports.money import delta, money, share

amounts = st.lists(st.fractions(min_value=0, max_value=10**9, max_denominator=10**6), max_size=12)
PRICES = Prices(
    "USD",
    "r1",
    {
        name: Price(Fraction(cost), "", "", "", {"r2": Fraction(1, 3)})
        for name, cost in (("a", "0.0007"), ("b", "0.333"))
    },
    {},
)
lines = st.lists(
    st.builds(
        Line,
        st.sampled_from(["stream", "storage", "alerts"]),
        st.sampled_from(["a", "b"]),
        st.fractions(min_value=0, max_value=10**5, max_denominator=997),
    ),
    max_size=8,
)
fleets = st.lists(
    st.builds(
        lambda name, owner, domain, importance, cell, found, region: Cost(
            name, owner, domain, importance, cell, priced(found, PRICES, region)
        ),
        *[st.sampled_from("xyz")] * 5,
        lines,
        st.sampled_from(["r1", "r2"]),
    ),
    max_size=12,
)


@given(amounts)
def test_cents_add_up_to_the_rounded_sum_and_each_is_less_than_one_off(expected: list[Fraction]) -> None:
    result = rounded(expected)
    assert sum(result) == round(sum(expected, Fraction()))
    assert all(abs(cents - amount) < 1 for cents, amount in zip(result, expected, strict=True))


@given(fleets)
def test_every_way_to_add_up_gives_the_total(fleet: list[Cost]) -> None:
    total = sum(cost.cents for cost in fleet)
    for by in GROUPS:
        sums = added_up(fleet, by)
        assert sum(sums.values()) == total
        assert sum(int(_amount(cents).replace(".", "")) for cents in sums.values()) == total


@given(lines)
def test_the_order_of_lines_does_not_matter(result: list[Line]) -> None:
    assert priced(result, PRICES, "r1") == priced(result[::-1], PRICES, "r1")


@given(lines)
def test_a_total_is_what_exact_numbers_give(result: list[Line]) -> None:
    exact = sum((line.quantity * PRICES.prices[line.price].amount * 100 for line in result), Fraction())
    assert sum(line.cents for line in priced(result, PRICES, "r1")) == round(exact)


def test_words() -> None:
    assert (money(0), money(5), money(-123456)) == ("0.00", "0.05", "-1,234.56")
    assert (delta(0), delta(1200), delta(-1)) == ("±0.00", "+12.00", "-0.01")
    assert (_amount(-5), _amount(123456789)) == ("-0.05", "1234567.89")
    assert (share(1, 1000), share(1, 3), share(0, 3), share(0, 0)) == ("<1%", "33%", "0%", "")
