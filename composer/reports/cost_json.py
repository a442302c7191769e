"""Costs as `composer/cost/v1` (docs/schemas/cost.schema.json): amounts are texts, so that no cent is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.costs.fleet_cost import GROUPS, added_up
from composer.reports.money import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.costs.cost_view import View
    from composer.costs.fleet_cost import Cost

FORMAT = "composer/cost/v1"


def document(view: View) -> dict[str, Any]:
    """Every Event Type with its lines, and sums by everything that costs can be added up by."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "environment": view.environment,
        "currency": view.prices.currency,
        "prices_of_region": view.prices.region,
        "age_days": view.age,
        "total": amount(sum(cost.cents for cost in view.costs)),
        "by": {by: {name: amount(cents) for name, cents in added_up(view.costs, by).items()} for by in GROUPS},
        "costs": [_cost(cost) for cost in view.costs],
        "left_out": list(view.excluded),
        "compared": None,
    }
    if view.before is not None:
        content["compared"] = {
            "with": view.against,
            "kept": [{"name": name, "why": why} for name, why in view.unchanged],
            "total_before": amount(sum(cost.cents for cost in view.before)),
            "delta": amount(sum(change.delta for change in view.changes)),
            "changes": [
                {
                    "name": change.name,
                    "before": None if change.before is None else amount(change.before),
                    "after": None if change.after is None else amount(change.after),
                    "delta": amount(change.delta),
                }
                for change in view.changes
            ],
        }
    if view.months:
        content["months"] = [{"month": month.number, "total": amount(month.cents)} for month in view.months]
    if view.levers:
        content["levers"] = [
            {"words": one.description, "total": amount(one.cents), "delta": amount(one.delta)} for one in view.levers
        ]
    return content


def csv_rows(costs: Sequence[Cost], currency: str) -> list[list[str]]:
    """A header, and a row for each line of each Event Type."""
    rows = [["name", "owner", "domain", "importance", "cell", "facet", "price", "quantity", "amount", "currency"]]
    for cost in costs:
        rows += [
            [
                cost.name,
                cost.owner,
                cost.domain,
                cost.importance,
                cost.cell,
                line.facet,
                line.price,
                f"{float(line.quantity):.6f}",
                amount(line.cents),
                currency,
            ]
            for line in cost.lines
        ]
    return rows


def month_rows(view: View) -> list[list[str]]:
    """A header, and a row for each month; the last one, `full`, stands for all that follow."""
    rows = [["month", "amount", "currency"]]
    for month in view.months:
        name = "full" if month.number is None else str(month.number)
        rows.append([name, amount(month.cents), view.prices.currency])
    return rows


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "name": cost.name,
        "owner": cost.owner,
        "domain": cost.domain,
        "importance": cost.importance,
        "cell": cost.cell,
        "total": amount(cost.cents),
        "lines": [
            {
                "facet": line.facet,
                "price": line.price,
                "quantity": round(float(line.quantity), 6),
                "amount": amount(line.cents),
            }
            for line in cost.lines
        ],
    }
