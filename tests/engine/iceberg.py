"""A managed Iceberg table for the test fleet: the connection that reaches its files, its grant, and the table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.graph import Resource, as_json, join, ref
from composer.kinds.bigquery.connection import ACCOUNT_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable


def iceberg(one: Callable[..., Resource], owner: str, dataset: Resource, bucket: Resource) -> list[Resource]:
    """`one` makes a resource of the test fleet. The table is made once its account may write into the bucket."""
    connection = one(
        *("connection", "bigquery/connection:Connection", owner),
        connection_id=owner.lower(),
        location="europe-west1",
        description="What opens the files of a table.",
        cloud_resource={},
    )
    writer = one(
        *("connection-writer", "storage/bucketIAMMember:BucketIAMMember", owner),
        bucket=ref(bucket, "name"),
        role="roles/storage.objectUser",
        member=join("serviceAccount:", ref(connection, ACCOUNT_OUTPUT)),
    )
    table = one(
        *("iceberg", "bigquery/table:Table", owner),
        protect=True,
        dataset_id=ref(dataset, "dataset_id"),
        table_id="iceberg",
        schema=as_json([{"name": "id", "type": "STRING", "mode": "NULLABLE"}]),
        biglake_configuration={
            "connection_id": ref(connection, "id"),
            "storage_uri": join("gs://", ref(bucket, "name"), "/iceberg/"),
            "file_format": "PARQUET",
            "table_format": "ICEBERG",
        },
        deletion_protection=False,
    )
    return [connection, writer, replace(table, depends_on=(writer.id,))]
