"""Delivery into a partitioned BigQuery table, with columns from the Avro schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.access import column_policies, policy_roles, readers
from composer.graph import Resource, as_json, cloud_names, join, ref
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.model import BigQueryStorage
from composer.model.lifecycle import states_of
from composer.schema import table_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph.resource import Input
    from composer.kinds.input_types import bigquery as gcp
    from composer.model import Deprecation
    from composer.schema.bigquery_columns import Column


def resources(context: Context) -> tuple[Resource, ...]:
    """A dataset that names all its readers, and the table."""
    dataset = _dataset(context)
    return (dataset, _table(context, dataset))


def _dataset(context: Context) -> Resource:
    name = cloud_names.dataset(context.event.name)
    # stated in full: a dataset without `accesses` lets every reader of the project in
    accesses: list[gcp.DatasetAccessArgsDict] = [
        {"role": "OWNER", "special_group": "projectOwners"},
        *_delivery(context),
        *(_access(principal) for principal in readers(context.event)),
    ]
    return Resource(
        id=context.id("dataset"),
        type=DATASET.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "dataset_id": name,
            "location": context.cell.region,
            "description": context.event.description,
            "labels": context.labels,
            "accesses": accesses,
            "delete_contents_on_destroy": False,
        },
        because="Readers are granted per Event Type, and a dataset is where BigQuery grants them.",
    )


def _delivery(context: Context) -> Iterator[gcp.DatasetAccessArgsDict]:
    """Access for loading finished buckets, while any can still come."""
    if context.event.lifecycle.state in states_of("processing"):
        yield {"role": "WRITER", "user_by_email": context.environment.delivery_service_account}


def _access(principal: str) -> gcp.DatasetAccessArgsDict:
    kind, _, address = principal.partition(":")
    if kind == "group":
        return {"role": "READER", "group_by_email": address}
    return {"role": "READER", "user_by_email": address}


def _table(context: Context, dataset: Resource) -> Resource:
    storage = context.event.storage
    assert isinstance(storage, BigQueryStorage)
    partitioning: gcp.TableTimePartitioningArgsDict = {
        # by ingestion: a closed bucket of time is loaded into exactly one partition
        "type": "HOUR" if storage.partitioning == "hourly" else "DAY",
        "expiration_ms": storage.retention * 1000,
    }
    inputs: dict[str, Input] = {
        "project": context.cell.project,
        "dataset_id": ref(dataset, "dataset_id"),
        "table_id": cloud_names.TABLE,
        "description": context.event.description,
        "labels": context.labels,
        "schema": as_json(_columns(context)),
        "time_partitioning": partitioning,
        "require_partition_filter": True,
        "deletion_protection": not context.environment.simulated,
    }
    if storage.clustering:
        inputs["clusterings"] = list(storage.clustering)
    return Resource(
        id=context.id("table"),
        type=TABLE.token,
        name=f"{dataset.name}.{cloud_names.TABLE}",
        inputs=inputs,
        because="Closed buckets of time are delivered here, one partition each.",
    )


def _columns(context: Context) -> list[Column]:
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

    return table_columns.columns(context.event.schema, context.event.versions, decorate)


def _going(deprecation: Deprecation, doc: str) -> str:
    """Words on a field that goes, for those who look at the table; at most as long as BigQuery takes."""
    instead = f" Read `{deprecation.replaced_by}` instead." if deprecation.replaced_by else ""
    return f"Deprecated since {deprecation.since}: {deprecation.reason.rstrip('.')}.{instead} {doc}".rstrip()[:1024]


def _policy_path(context: Context, policy: Resource) -> Input:
    where = f"projects/{context.cell.project}/locations/{context.cell.region}/dataPolicies/"
    return join(where, ref(policy, "data_policy_id"))
