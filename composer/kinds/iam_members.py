"""Members of IAM policies: one grant of one role on one resource. Rules shared by all products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.inventory import POLICY
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.powers import LetsIn
from composer.kinds.property import Property, block, string
from composer.kinds.quota_rules import Quota

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBERS = 1500
"""An IAM policy holds this many principals at most."""

ACCOUNT = "gcp:serviceaccount/account:Account"
"""The token of service accounts: a grant goes with the account that has it, and a new one of its name has none."""


def member_of(
    token: str,
    on: str,
    holder: str,
    full_name: str,
    rest: Rest,
    extra: Mapping[str, Property] | None = None,
    row: str = "",
    *,
    provider_deletes_first: bool = False,
) -> Kind:
    """The kind of a grant on a `holder` (a kind's token), which the property `on` names, shortly or by `full_name`.

    `row` is the row of limits.yaml that says how many principals one policy holds.
    """
    return Kind(
        token=token,
        discovery=(f"{rest.service}.v1", "Policy"),
        inventory=POLICY,
        id=f"{{{on}}}/{{role}}/{{member}}{{/condition.title}}",
        properties={
            on: string(required=True, immutable=True, api="", full_name=full_name),
            "role": string(required=True, immutable=True, format="role", api="bindings.role"),
            "member": string(required=True, immutable=True, format="principal", api="bindings.members"),
            "condition": block(
                {
                    "expression": string(required=True, immutable=True),
                    "title": string(required=True, immutable=True, max_length=100),
                    "description": string(immutable=True, max_length=256),
                },
                immutable=True,
                api="bindings.condition",
            ),
            "etag": string(computed=True, value="{etag}"),
            **(extra or {}),
        },
        rest=rest,
        parents=(
            *((Parent(on, holder, cascades=True),) if holder else ()),
            Parent(
                "member",
                ACCOUNT,
                cascades=True,
                optional=True,
                match=r"^serviceAccount:(?P<email>[^@]+@(?P<owner>[^.]+)\.iam\.gserviceaccount\.com)$",
                id="projects/{owner}/serviceAccounts/{email}",
            ),
        ),
        charge=FREE,
        lets_in=LetsIn.POLICY,
        scope="parent",
        idempotent_create=True,
        provider_deletes_first=provider_deletes_first,
        import_ids=(f"{{{on}}} {{role}} {{member}} {{condition.title}}", f"{{{on}}} {{role}} {{member}}"),
        quotas=(Quota(MEMBERS, f"{{{on}}}", "principals in a policy", row=row),),
    )
