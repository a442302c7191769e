"""Delivery into a partitioned BigQuery table, with columns from the Avro schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.column_policies import column_policies
from composer.facets.storage.dataset import dataset_of, destination
from composer.facets.storage.interface import StorageFacet
from composer.facets.storage.table_schema import schema_of
from composer.graph import Resource, as_json, ref
from composer.kinds.bigquery.table import TABLE
from composer.model.storage.bigquery import BigQueryStorage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.facets.facet_context import Context
    from composer.graph.resource import Input
    from composer.kinds.input_types import bigquery as gcp


class BigQueryFacet(StorageFacet[BigQueryStorage]):
    """A table in a dataset of its own."""

    def resources(self, context: Context, storage: BigQueryStorage) -> tuple[Resource, ...]:
        """A dataset that names all its readers, and the table."""
        dataset = dataset_of(context)
        return (dataset, _table(context, dataset, storage))

    def access(self, context: Context, storage: BigQueryStorage) -> tuple[Resource, ...]:  # noqa: ARG002
        """Policies for columns; readers stand in the dataset itself."""
        return column_policies(context)

    def delivery(self, context: Context, storage: BigQueryStorage) -> Iterable[Resource]:  # noqa: ARG002
        """Nothing: the dataset states it."""
        return ()

    def expiry(self, context: Context, storage: BigQueryStorage) -> Iterable[Resource]:  # noqa: ARG002
        """Nothing: partitions expire."""
        return ()

    def registered(self, context: Context) -> dict[str, Any]:
        """The table, of which a bucket is one partition. WRITE_TRUNCATE would take schema and policy tags from the job.
        https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationLoad.FIELDS.write_disposition"""
        hourly = context.event.storage.partitioning == "hourly"
        load = {"write_disposition": "WRITE_TRUNCATE_DATA", "partition": "%Y%m%d%H" if hourly else "%Y%m%d"}
        return {"destination": destination(context), "load": load}


BACKEND = BigQueryFacet()


def _table(context: Context, dataset: Resource, storage: BigQueryStorage) -> Resource:
    partitioning: gcp.TableTimePartitioningArgsDict = {
        # by ingestion: a closed bucket of time is loaded into exactly one partition
        "type": "HOUR" if storage.partitioning == "hourly" else "DAY",
        "expiration_ms": storage.retention * 1000,
    }
    inputs: dict[str, Input] = {
        "project": context.cell.project,
        "dataset_id": ref(dataset, "dataset_id"),
        "table_id": context.table,
        "description": context.event.description,
        "labels": context.labels,
        "schema": as_json(schema_of(context)),
        "time_partitioning": partitioning,
        "require_partition_filter": True,
        "deletion_protection": not context.environment.simulated,
    }
    if storage.clustering:
        inputs["clusterings"] = list(storage.clustering)
    return Resource(
        id=context.id("table"),
        type=TABLE.token,
        name=f"{dataset.name}.{context.table}",
        inputs=inputs,
        because="Closed buckets of time are delivered here, one partition each.",
    )
