"""Costs for people: the total, where it goes, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.costs.fleet_cost import added_up
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted
from composer.reports.money import delta, money, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.costs.cost_view import View
    from composer.costs.fleet_cost import Cost
    from composer.printing.blocks import Block

SHOWN = 12
"""Event Types that are shown unless all are asked for."""


def render(view: View, *, by: str | None = None, every: bool = False) -> Iterator[Block]:
    """A comparison if there is one; else one Event Type, one way to add up, or an overview."""
    parts = [*_parts(view, by, every)]
    if view.unchanged:
        parts.append(
            [
                Line(
                    f"As they are, since they cannot be that: {_names([name for name, _ in view.unchanged])}.", hang=0
                ),
                Line(f"For one: {view.unchanged[0][1]}."),
            ]
        )
    if view.excluded:
        text = f"Not counted, since `composer check` finds errors in them: {_names(view.excluded)}."
        parts.append([Line(text, hang=0)])
    parts.append([Line(Styled(_prices(view), "faint"), hang=0)])
    for number, part in enumerate(part for part in parts if part):
        yield from (BLANK, *part) if number else part


def _parts(view: View, by: str | None, every: bool) -> list[list[Block]]:
    types = [cost for cost in view.costs if not cost.name.startswith("platform:")]
    if view.before is not None:
        return [[*_comparison(view, every)]]
    if view.months:
        return [[_headline(view)], [_months(view)]]
    if by is not None:
        return [[_headline(view)], [_sums(by, added_up(view.costs, by), view, every or by != "type")]]
    if len(view.costs) == 1 and types:
        return [[*_one(types[0], view)], [*_levers(view)]]
    return [
        [_headline(view)],
        [_sums("facet", added_up(view.costs, "facet"), view, True)],
        [_sums("owner", added_up(view.costs, "owner"), view, True)],
        [_types(view, every)],
    ]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _prices(view: View) -> str:
    """Say how far the numbers can be trusted."""
    dates = sorted({price.date for price in view.prices.prices.values()})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"List prices of {view.prices.region} as of {when}; discounts and queries are not in them."


def _headline(view: View) -> Line:
    total = money(sum(cost.cents for cost in view.costs))
    types = counted(sum(not cost.name.startswith("platform:") for cost in view.costs), "Event Type")
    return Line(
        Styled(f"{view.environment}: {total} {view.prices.currency} a month for {types}, {_when(view)}", "strong")
    )


def _when(view: View) -> str:
    return "once storage is full" if view.age is None else f"{counted(view.age, 'day')} after the first event"


def _sums(what: str, sums: dict[str, int], view: View, every: bool) -> Table:
    total = sum(sums.values())
    shown = list(sums.items())[: None if every else SHOWN]
    rest = [cents for _, cents in list(sums.items())[len(shown) :]]
    rows = [(name, money(cents), share(cents, total)) for name, cents in shown]
    rows += [_rest(rest, total)] if rest else []
    return Table(rows, head=(what, f"{view.prices.currency} a month", "share"), right=(1, 2), wrapped=(0,))


def _types(view: View, every: bool) -> Table:
    shown = view.costs[: None if every else SHOWN]
    rest = [cost.cents for cost in view.costs[len(shown) :]]
    total = sum(cost.cents for cost in view.costs)
    rows = [(cost.name, money(cost.cents), share(cost.cents, total), _mostly(cost)) for cost in shown]
    rows += [(*_rest(rest, total), "")] if rest else []
    return Table(rows, head=("Event Type", f"{view.prices.currency} a month", "share", "mostly"), right=(1, 2))


def _rest(rest: list[int], total: int) -> tuple[str, str, str]:
    return f"{len(rest)} more (--all)", money(sum(rest)), share(sum(rest), total)


def _months(view: View) -> Table:
    most = view.months[-1].cents
    rows = [
        ("full" if one.number is None else str(one.number), money(one.cents), share(one.cents, most))
        for one in view.months
    ]
    return Table(rows, head=("month", f"{view.prices.currency} a month", "of the last"), right=(0, 1, 2))


def _mostly(cost: Cost) -> str:
    sums = added_up([cost], "facet")
    return ", ".join(f"{facet} {share(cents, cost.cents)}" for facet, cents in list(sums.items())[:2] if cents)


def _one(cost: Cost, view: View) -> Iterator[Block]:
    head = f"{cost.name}: {money(cost.cents)} {view.prices.currency} a month, {_when(view)}"
    yield Line(Styled(head, "strong"))
    rows = [(line, view.prices.prices[line.price].unit) for line in sorted(cost.lines, key=lambda one: -one.cents)]
    yield Table(
        [(line.facet, line.price, money(line.cents), f"{float(line.quantity):,.2f}", unit) for line, unit in rows],
        head=("facet", "price", f"{view.prices.currency} a month", "quantity", ""),
        indent=2,
        right=(2, 3),
        wrapped=(1, 4),
    )


def _levers(view: View) -> Iterator[Block]:
    if view.levers:
        yield Line(Styled("What would change that", "strong"))
        rows = [(one.description, money(one.cents), delta(one.delta)) for one in view.levers]
        yield Table(
            rows, head=("", f"{view.prices.currency} a month", "more or less"), indent=2, right=(1, 2), wrapped=(0,)
        )


def _comparison(view: View, every: bool) -> Iterator[Block]:
    before, after = (sum(cost.cents for cost in costs) for costs in (view.before or (), view.costs))
    text = f"{money(before)} → {money(after)} {view.prices.currency} a month ({delta(after - before)})"
    yield Line(Styled(f"{view.environment}, {view.against}: {text}, {_when(view)}", "strong"))
    changes = view.changes
    shown = changes[: None if every else 2 * SHOWN]
    if not shown:
        return
    yield BLANK
    rows = []
    for change in shown:
        was = "new" if change.before is None else money(change.before)
        now = "gone" if change.after is None else money(change.after)
        rows.append((change.name, was, "→", now, delta(change.delta)))
    rest = changes[len(shown) :]
    if rest:
        rows.append((f"{len(rest)} more (--all)", "", "", "", delta(sum(change.delta for change in rest))))
    yield Table(rows, right=(1, 3, 4), wrapped=(0,))
