"""Budgets of a billing account: who is told when projects have spent so much in a month. Nothing is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.monitoring.metrics import NOTIFICATION_CHANNEL
from composer.kinds.property import block, blocks, boolean, deletion_policy, integer, number, string, strings
from composer.units import Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_ACCOUNT = r"[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}"
CHANNELS = 5
"""Notification channels of one budget. https://cloud.google.com/billing/docs/how-to/budgets-notification-recipients"""


def budget_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a budget beyond each property by itself: path and words."""
    amount = inputs.get("amount")
    if isinstance(amount, dict) and amount.get("specified_amount") is None:
        yield "amount", "An amount must be specified."
    notification = inputs.get("all_updates_rule")
    if isinstance(notification, dict) and not notification.get("monitoring_notification_channels"):
        yield "all_updates_rule", "A notification channel or a topic must be specified."


BUDGET = Kind(
    token="gcp:billing/budget:Budget",  # noqa: S106 - a kind's token
    discovery=("billingbudgets.v1", "GoogleCloudBillingBudgetsV1Budget"),
    inventory=OWN_API,
    permission_name="billing.budgets",
    id="billingAccounts/{billing_account}/budgets/{server_id}",
    properties={
        "amount": block(
            {
                "specified_amount": block(
                    {
                        "currency_code": string(optional_computed=True, pattern="[A-Z]{3}"),
                        "nanos": integer(minimum=-999_999_999, maximum=999_999_999),
                        "units": string(format="int64", pattern="[0-9]{1,15}"),
                    }
                ),
            },
            required=True,
        ),
        "billing_account": string(required=True, immutable=True, pattern=_ACCOUNT, api=""),
        "all_updates_rule": block(
            {
                "disable_default_iam_recipients": boolean(default=False),
                "enable_project_level_recipients": boolean(default=False),
                "monitoring_notification_channels": strings(max_items=CHANNELS),
                "schema_version": string(default="1.0", enum=("1.0",)),
            },
            api="notificationsRule",
        ),
        "budget_filter": block(
            {
                "calendar_period": string(enum=("MONTH", "QUARTER", "YEAR")),
                "credit_types_treatment": string(
                    enum=("INCLUDE_ALL_CREDITS", "EXCLUDE_ALL_CREDITS", "INCLUDE_SPECIFIED_CREDITS"),
                    default="INCLUDE_ALL_CREDITS",
                ),
                "projects": strings(string(pattern="projects/[0-9a-z-]+"), unordered=True),
            },
            optional_computed=True,
        ),
        "deletion_policy": deletion_policy(),
        "display_name": string(max_length=60),
        "ownership_scope": string(enum=("ALL_USERS", "BILLING_ACCOUNT")),
        "threshold_rules": blocks(
            {
                "threshold_percent": number(unit=Share, required=True, minimum=0),
                "spend_basis": string(enum=("CURRENT_SPEND", "FORECASTED_SPEND"), default="CURRENT_SPEND"),
            }
        ),
        "name": string(computed=True, api="", value="{id}"),
    },
    # what no budget of a project asks for: other measures, other scopes, messages for programs
    unsupported=frozenset(
        {
            *("all_updates_rule.pubsub_topic", "amount.last_period_amount", "budget_filter.credit_types"),
            *("budget_filter.custom_period", "budget_filter.labels", "budget_filter.resource_ancestors"),
            *("budget_filter.services", "budget_filter.subaccounts"),
        }
    ),
    rest=Rest(
        "billingbudgets",
        root="https://billingbudgets.googleapis.com/",
        get="v1/{+id}",
        list="v1/billingAccounts/{billing_account}/budgets",
        items="budgets",
        body={"name": "{id}", "etag": "{etag}"},
    ),
    parents=(Parent("all_updates_rule.monitoring_notification_channels.*", NOTIFICATION_CHANNEL.token),),
    server_made_id=True,
    identified_by="display_name",
    joint_rule=budget_problems,
    not_found="Budget {id} was not found., notFound",
    charge=FREE,
    loss="nobody is told any more that more is spent than was meant to be",
    lets_nobody_in="it tells people what is spent, and opens nothing",
)
