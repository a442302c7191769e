"""The budget of a project: who is told when a month costs more than it was meant to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph import Resource, ref
from composer.kinds.billing.budget import BUDGET, CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.kinds.input_types import billing
    from composer.model import Cell, Environment, Policies

_EMAIL = "email"
"""The one type of channel that budgets take.
https://cloud.google.com/billing/docs/how-to/budgets-notification-recipients"""
_SPENT = (0.5, 0.9, 1.0)
"""Shares of the amount at which somebody is told that they are spent, as Google's console proposes them.
https://cloud.google.com/billing/docs/how-to/budgets"""
_FORECAST = 1.0
"""The share at which somebody is told that the month will reach it, while it can still be changed."""


def budget(owner: str, environment: Environment, cell: Cell, policies: Policies) -> Iterator[Resource]:
    """The budget of a cell's project; none where the environment does not say what it may cost.

    It is told to e-mail channels of important alerts that wake nobody up, beside those who look after the account.
    """
    stated = environment.budget
    if stated is None:
        return
    rules = [*(_rule(share, "CURRENT_SPEND") for share in _SPENT), _rule(_FORECAST, "FORECASTED_SPEND")]
    spending: billing.BudgetBudgetFilterArgsDict = {
        "projects": [f"projects/{cell.project_number}"],
        "calendar_period": "MONTH",
        "credit_types_treatment": "INCLUDE_ALL_CREDITS",
    }
    inputs: dict[str, Any] = {
        "billing_account": stated.billing_account,
        "display_name": f"Events: {cell.project}",
        "amount": {"specified_amount": {"units": str(stated.monthly)}},
        "budget_filter": spending,
        "threshold_rules": rules,
    }
    recipients = _recipients(environment, policies)
    if recipients:
        inputs["all_updates_rule"] = {
            "monitoring_notification_channels": [ref(f"{owner}/channel-{name}", "name") for name in recipients]
        }
    yield Resource(
        id=f"{owner}/budget",
        type=BUDGET.token,
        name=f"{cell.project} budget",
        inputs=inputs,
        because="What costs more than it was meant to is noticed within the month, and not with the bill.",
    )


def _rule(share: float, basis: str) -> billing.BudgetThresholdRuleArgsDict:
    return {"threshold_percent": share, "spend_basis": basis}


def _recipients(environment: Environment, policies: Policies) -> list[str]:
    named = policies.reliability["high"].recipients(policies.paging, urgent=False)
    return [one.name for one in environment.channels if one.type == _EMAIL and one.name in named][:CHANNELS]
