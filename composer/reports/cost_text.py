"""Costs for people: the total, where it goes, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.costs.fleet import added_up
from composer.reports.money import delta, money, share
from composer.reports.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.costs.fleet import Cost
    from composer.costs.view import View

SHOWN = 12
"""Event Types that are shown unless all are asked for."""


def render(view: View, *, by: str | None = None, every: bool = False, paint: Paint = Paint()) -> str:  # noqa: B008
    """A comparison if there is one; else one Event Type, one way to add up, or an overview."""
    types = [cost for cost in view.costs if not cost.name.startswith("platform:")]
    if view.before is not None:
        blocks = [[*_comparison(view, every, paint)]]
    elif view.months:
        blocks = [[_headline(view, paint)], [*_months(view, paint)]]
    elif by is not None:
        blocks = [[_headline(view, paint)], [*_table(by, added_up(view.costs, by), view, every or by != "type", paint)]]
    elif len(view.costs) == 1 and types:
        blocks = [[*_one(types[0], view, paint)], [*_levers(view, paint)]]
    else:
        blocks = [
            [_headline(view, paint)],
            [*_table("facet", added_up(view.costs, "facet"), view, True, paint)],
            [*_table("owner", added_up(view.costs, "owner"), view, True, paint)],
            [*_types(view, every, paint)],
        ]
    if view.kept:
        names = ", ".join(name for name, _ in view.kept[:5]) + (" …" if len(view.kept) > 5 else "")
        blocks.append([f"As they are, since they cannot be that: {names}.", f"For one: {view.kept[0][1]}."])
    if view.left_out:
        names = ", ".join(view.left_out[:5]) + (" …" if len(view.left_out) > 5 else "")
        blocks.append([f"Not counted, since `composer check` finds errors in them: {names}."])
    blocks.append([paint("faint", _prices(view))])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _prices(view: View) -> str:
    """How far the numbers can be trusted."""
    dates = sorted({price.date for price in view.prices.prices.values()})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"List prices of {view.prices.region} as of {when}; discounts, queries and what is read are not in them."


def _headline(view: View, paint: Paint) -> str:
    total = money(sum(cost.cents for cost in view.costs))
    many = sum(not cost.name.startswith("platform:") for cost in view.costs)
    types = f"{many} Event Type{'s' if many != 1 else ''}"
    return paint("strong", f"{view.environment}: {total} {view.prices.currency} a month for {types}, {_when(view)}")


def _when(view: View) -> str:
    return "once storage is full" if view.age is None else f"{view.age} days after the first event"


def _table(what: str, sums: dict[str, int], view: View, every: bool, paint: Paint) -> Iterator[str]:
    total = sum(sums.values())
    shown = list(sums.items())[: None if every else SHOWN]
    rest = list(sums.items())[len(shown) :]
    width = max((len(name) for name, _ in shown), default=0)
    width = max(width, len(what))
    yield paint("faint", f"{what:{width}}  {view.prices.currency + ' a month':>18}  share")
    for name, cents in shown:
        yield f"{name:{width}}  {money(cents):>18}  {share(cents, total):>5}"
    if rest:
        others = sum(cents for _, cents in rest)
        words = f"{len(rest)} more (--all)"
        yield paint("faint", f"{words:{width}}  {money(others):>18}  {share(others, total):>5}")


def _types(view: View, every: bool, paint: Paint) -> Iterator[str]:
    shown = view.costs[: None if every else SHOWN]
    rest = view.costs[len(shown) :]
    total = sum(cost.cents for cost in view.costs)
    width = max([len("Event Type"), *(len(cost.name) for cost in shown)])
    yield paint("faint", f"{'Event Type':{width}}  {view.prices.currency + ' a month':>18}  share  mostly")
    for cost in shown:
        yield f"{cost.name:{width}}  {money(cost.cents):>18}  {share(cost.cents, total):>5}  {_mostly(cost)}".rstrip()
    if rest:
        others = sum(cost.cents for cost in rest)
        words = f"{len(rest)} more (--all)"
        yield paint("faint", f"{words:{width}}  {money(others):>18}  {share(others, total):>5}")


def _months(view: View, paint: Paint) -> Iterator[str]:
    yield paint("faint", f"{'month':8}  {view.prices.currency + ' a month':>18}  of the last")
    most = view.months[-1].cents
    for month in view.months:
        name = "full" if month.number is None else str(month.number)
        yield f"{name:>8}  {money(month.cents):>18}  {share(month.cents, most):>11}"


def _mostly(cost: Cost) -> str:
    sums = added_up([cost], "facet")
    return ", ".join(f"{facet} {share(cents, cost.cents)}" for facet, cents in list(sums.items())[:2] if cents)


def _one(cost: Cost, view: View, paint: Paint) -> Iterator[str]:
    yield paint("strong", f"{cost.name}: {money(cost.cents)} {view.prices.currency} a month, {_when(view)}")
    rows = [(line, view.prices.prices[line.price].unit) for line in sorted(cost.lines, key=lambda one: -one.cents)]
    names = max((len(line.price) for line, _ in rows), default=0)
    for line, unit in rows:
        quantity = f"{float(line.quantity):,.2f}"
        yield f"  {line.facet:10}  {line.price:{names}}  {money(line.cents):>16}  {quantity:>16} {unit}"


def _levers(view: View, paint: Paint) -> Iterator[str]:
    if not view.levers:
        return
    yield paint("strong", "What would change that")
    width = max(len(one.words) for one in view.levers)
    for one in view.levers:
        yield f"  {one.words:{width}}  {money(one.cents):>16}  {delta(one.delta):>16}"


def _comparison(view: View, every: bool, paint: Paint) -> Iterator[str]:
    before, after = (sum(cost.cents for cost in costs) for costs in (view.before or (), view.costs))
    said = f"{money(before)} → {money(after)} {view.prices.currency} a month ({delta(after - before)})"
    yield paint("strong", f"{view.environment}, {view.against}: {said}, {_when(view)}")
    changes = view.changes
    shown = changes[: None if every else 2 * SHOWN]
    if not shown:
        return
    width = max(len(change.name) for change in shown)
    yield ""
    for change in shown:
        was = "new" if change.before is None else money(change.before)
        now = "gone" if change.after is None else money(change.after)
        yield f"{change.name:{width}}  {was:>16} → {now:>16}  {delta(change.delta):>16}"
    rest = changes[len(shown) :]
    if rest:
        yield paint("faint", f"{len(rest)} more (--all)  {delta(sum(change.delta for change in rest))}")
