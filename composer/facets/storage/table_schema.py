"""The columns of a delivered table, each with what protects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.column_policies import column_policies, policy_roles
from composer.graph import Resource, join, ref
from composer.schema import table_columns

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph.resource import Input
    from composer.model import Deprecation
    from composer.schema.bigquery_columns import Column


def schema_of(context: Context) -> list[Column]:
    """The columns of all versions, with policies or tags and with what the schema says of them."""
    meanings = {field.path: field.semantic for field in context.event.fields}
    going = {field.path: field.deprecated for field in context.event.fields if field.deprecated}
    policies = {policy.role: policy for policy in column_policies(context)}

    roles = [f"readers-{tier}" for tier in reversed(context.policies.tiers)]
    strictest = next((policies[role] for role in roles if role in policies), None)

    def decorate(name: str, column: Column) -> None:
        if name in going:
            column["description"] = _going(going[name], column.get("description", ""))
        semantic = meanings.get(name)
        if semantic is None:
            # of a version that was released before meanings were recorded, and gone since: nobody new should read it
            if strictest is not None:
                column["dataPolicies"] = [{"name": _policy_path(context, strictest)}]
            return
        if semantic.encryption:
            column["type"] = "STRING"  # what is encrypted is delivered as base64 text, whatever it was
        # one or the other: that a column may carry a tag and policies at once is documented nowhere
        carried = [policies[role] for role in policy_roles(semantic, column) if role in policies]
        if carried:
            column["dataPolicies"] = [{"name": _policy_path(context, policy)} for policy in carried]
        elif semantic.tag:
            tag = context.platform(f"tag-{semantic.tag}-{semantic.tier}", "name")
            column["policyTags"] = {"names": [tag]}

    return table_columns.columns(context.event.schema, context.event.versions, lambda _version: decorate)


def _going(deprecation: Deprecation, doc: str) -> str:
    """Words on a field that goes, for those who look at the table; at most as long as BigQuery takes."""
    instead = f" Read `{deprecation.replaced_by}` instead." if deprecation.replaced_by else ""
    return f"Deprecated since {deprecation.since}: {deprecation.reason.rstrip('.')}.{instead} {doc}".rstrip()[:1024]


def _policy_path(context: Context, policy: Resource) -> Input:
    where = f"projects/{context.cell.project}/locations/{context.cell.region}/dataPolicies/"
    return join(where, ref(policy, "data_policy_id"))
