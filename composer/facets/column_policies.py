"""Policies for the columns of a table: who reads those above the lowest tier as they are, and what others see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.masking import fitting, maskings
from composer.graph import Resource, cloud_names
from composer.kinds.bigquery.data_policy import DATA_POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.facets.facet_context import Context
    from composer.graph.resource import Input
    from composer.kinds.input_types import bigquery
    from composer.model import SemanticType
    from composer.schema.bigquery_columns import Column


def column_policies(context: Context) -> tuple[Resource, ...]:
    """For each tier above the lowest that columns are in: who reads them as they are, and what lower tiers see.

    These belong to the Event Type. Readers on a shared policy tag would open the column in every Event Type.
    """
    lowest = context.policies.tiers[0]
    carried = maskings(context.event)
    used = sorted(
        {(field.semantic.tier, masking) for field in context.event.fields for masking in carried[field.path] or {""}}
    )
    closed = [(tier, masking) for tier, masking in used if tier != lowest]
    raw = [_raw_policy(context, tier) for tier in sorted({tier for tier, _ in closed})]
    masked = [_masking_policy(context, tier, masking) for tier, masking in closed if masking]
    return (*raw, *(policy for policy in masked if policy.inputs["grantees"]))


def policy_roles(semantic: SemanticType, column: Column) -> tuple[str, ...]:
    """Roles of the policies that a column of this meaning carries, where they exist."""
    return (f"readers-{semantic.tier}", _masked_role(semantic.tier, fitting(semantic, column)))


def _masked_role(tier: str, masking: str) -> str:
    return f"masked-{tier}-{masking.lower().replace('_', '-')}"


def _raw_policy(context: Context, tier: str) -> Resource:
    because = f"Columns of the tier {tier} are readable by those whom this definition names, and nobody else."
    allowed = context.policies.tiers[context.policies.rank(tier) :]
    return _policy(context, f"readers-{tier}", allowed, because, {"data_policy_type": "RAW_DATA_ACCESS_POLICY"})


def _masking_policy(context: Context, tier: str, masking: str) -> Resource:
    because = f"Readers of lower tiers see columns of the tier {tier} masked, instead of failing queries."
    lower = context.policies.tiers[: context.policies.rank(tier)]
    masks: bigquery.Datapolicyv2DataPolicyDataMaskingPolicyArgsDict = {"predefined_expression": masking}
    how = {"data_policy_type": "DATA_MASKING_POLICY", "data_masking_policy": masks}
    return _policy(context, _masked_role(tier, masking), lower, because, how, above=tier)


def _policy(
    context: Context, role: str, tiers: Sequence[str], because: str, how: Mapping[str, Input], above: str = ""
) -> Resource:
    event = context.event
    higher = context.policies.tiers[context.policies.rank(above) :] if above else ()
    excluded = {principal for tier in higher for principal in event.access[tier]}
    grantees = sorted({principal for tier in tiers for principal in event.access[tier]} - excluded)
    name = cloud_names.data_policy(event.name, role)
    return Resource(
        id=context.id(role),
        type=DATA_POLICY.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "location": context.cell.region,
            "data_policy_id": name,
            **how,
            "grantees": [_principal_v2(principal) for principal in grantees],
        },
        because=because,
    )


def _principal_v2(principal: str) -> str:
    """A principal in the syntax of IAM v2, which data policies demand."""
    kind, _, address = principal.partition(":")
    match kind:
        case "group":
            return f"principalSet://goog/group/{address}"
        case "serviceAccount":
            return f"principal://iam.googleapis.com/projects/-/serviceAccounts/{address}"
        case _:
            return f"principal://goog/subject/{address}"
