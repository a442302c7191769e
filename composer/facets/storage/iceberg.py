"""Delivery into an Apache Iceberg table that BigQuery manages, with its files in a bucket of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.bucket_grants import reader_grant
from composer.facets.column_policies import column_policies
from composer.facets.facet_context import grant
from composer.facets.storage import iceberg_expiry
from composer.facets.storage.buckets import bucket
from composer.facets.storage.dataset import dataset_of, destination
from composer.facets.storage.interface import StorageFacet
from composer.facets.storage.table_schema import schema_of
from composer.graph import Resource, as_json, cloud_names, join, ref
from composer.graph.expiry_query import COLUMN
from composer.kinds.bigquery.connection import ACCOUNT_OUTPUT, CONNECTION
from composer.kinds.bigquery.table import TABLE
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER
from composer.model.storage.iceberg import IcebergStorage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph.resource import Input

PURPOSE = "iceberg"
"""Of the bucket: another one than files are delivered to, since those would stay in it for ever."""
ROLES = {
    "objects": ("roles/storage.objectUser", "BigQuery writes the table's files as the connection."),
    "bucket": ("roles/storage.legacyBucketReader", "BigQuery looks at the bucket itself before it uses it."),
}
"""The roles of the connection's account: https://cloud.google.com/bigquery/docs/iceberg-tables"""


class IcebergFacet(StorageFacet[IcebergStorage]):
    """A table in a dataset of its own, a bucket, and the connection between them."""

    def resources(self, context: Context, storage: IcebergStorage) -> Iterator[Resource]:
        """The resources that hold the events."""
        dataset = dataset_of(context, iceberg_expiry.account(context))
        # no rule deletes objects, or moves them to a colder class: a file that BigQuery still counts on may be of any
        # age, and one that it writes anew with others would be paid for as long as the class has it
        files = bucket(context, PURPOSE, [], "STANDARD", "BigQuery keeps the files of the table here, as Parquet.")
        connection = _connection(context)
        yield from (dataset, files, connection, _table(context, (dataset, files, connection), storage))

    def access(self, context: Context, storage: IcebergStorage) -> Iterator[Resource]:  # noqa: ARG002
        """Policies for columns, for those who ask BigQuery; and grants on files, in which no column is closed, for
        those to whom all columns are open. The connection has its own."""
        yield from (_connected(context, part) for part in ROLES)
        yield from column_policies(context)
        yield from (reader_grant(context, principal, PURPOSE) for principal in readers_of_files(context))

    def delivery(self, context: Context, storage: IcebergStorage) -> tuple[Resource, ...]:  # noqa: ARG002
        """Nothing: the dataset states it."""
        return ()

    def expiry(self, context: Context, storage: IcebergStorage) -> Iterator[Resource]:
        """A deletion every day: such tables have no partitions that expire."""
        return iceberg_expiry.resources(context, storage.retention)

    def registered(self, context: Context) -> dict[str, Any]:
        """The table, and the column that the beginning of a bucket is written to: such a table has no partitions that
        could be replaced, so that column says whether a bucket is there already."""
        load = {"write_disposition": "WRITE_APPEND", "unless_in": COLUMN}
        return {"destination": destination(context), "bucket_column": COLUMN, "load": load}


BACKEND = IcebergFacet()


def readers_of_files(context: Context) -> list[str]:
    """Readers of the highest tier that a field in clear is in."""
    event, policies = context.event, context.policies
    needed = max((policies.rank(one.semantic.tier) for one in event.fields if not one.semantic.encryption), default=0)
    return sorted({principal for tier in policies.tiers[needed:] for principal in event.access[tier]})


def _connection(context: Context) -> Resource:
    name = cloud_names.connection(context.event.name)
    return Resource(
        id=context.id("connection"),
        type=CONNECTION.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "location": context.cell.region,
            "connection_id": name,
            "description": f"The files of the table of {context.event.name}",
            "cloud_resource": {},
        },
        because="Its account is all that reaches the files of this table; a shared one would reach those of others.",
    )


def _connected(context: Context, part: str) -> Resource:
    role, because = ROLES[part]
    name = context.bucket(PURPOSE)
    return grant(
        BUCKET_IAM_MEMBER.token,
        join("serviceAccount:", ref(context.id("connection"), ACCOUNT_OUTPUT)),
        role,
        {"bucket": ref(context.id(f"{PURPOSE}-bucket"), "name")},
        id=context.id(f"connection-{part}"),
        name=f"{name} connection {part}",
        because=because,
    )


def _table(context: Context, around: tuple[Resource, Resource, Resource], storage: IcebergStorage) -> Resource:
    dataset, files, connection = around
    kept: dict[str, Input] = {
        "connection_id": ref(connection, "id"),
        "storage_uri": join("gs://", ref(files, "name"), f"/{context.table}/"),
        "file_format": "PARQUET",
        "table_format": "ICEBERG",
    }
    start = {
        "name": COLUMN,
        "type": "TIMESTAMP",
        "mode": "REQUIRED",
        "description": "Beginning of the bucket of time that the event was delivered with; it is deleted by it.",
    }
    return Resource(
        id=context.id("table"),
        type=TABLE.token,
        name=f"{dataset.name}.{context.table}",
        inputs={
            "project": context.cell.project,
            "dataset_id": ref(dataset, "dataset_id"),
            "table_id": context.table,
            "description": context.event.description,
            "labels": context.labels,
            "schema": as_json([start, *schema_of(context)]),
            "biglake_configuration": kept,
            "clusterings": [COLUMN, *storage.clustering],
            "deletion_protection": not context.environment.simulated,
        },
        because="Closed buckets of time are delivered here, and any engine that knows Iceberg may read them.",
        depends_on=tuple(context.id(f"connection-{part}") for part in ROLES),
    )
