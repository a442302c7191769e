"""Iceberg tables in the local cloud: what they name must be there, in one place, and within the connection's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer.localcloud import rest
from tests.localcloud.client import PROJECT, RefusedError
from tests.localcloud.rest_client import RestClient

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Client, Resource

BUCKET, MEMBER = "gcp:storage/bucket:Bucket", "gcp:storage/bucketIAMMember:BucketIAMMember"
DATASET, TABLE = "gcp:bigquery/dataset:Dataset", "gcp:bigquery/table:Table"
CONNECTION = "gcp:bigquery/connection:Connection"


@pytest.fixture
def connection(client: Client) -> Resource:
    client.create(DATASET, {"dataset_id": "end_song", "location": "europe-west1"})
    client.create(BUCKET, {"name": "files", "location": "EUROPE-WEST1"})
    client.create(BUCKET, {"name": "afar", "location": "US-CENTRAL1"})
    place = {"connection_id": "c", "location": "europe-west1", "cloud_resource": {}}
    return client.create(CONNECTION, place)


def table(connection: Resource, bucket: str = "files", kind: str = "STRING", **more: Any) -> dict[str, Any]:
    return {
        "dataset_id": "end_song",
        "table_id": "events",
        "deletion_protection": False,
        "schema": f'[{{"name":"at","type":"TIMESTAMP","mode":"REQUIRED"}},{{"name":"n","type":"{kind}"}}]',
        "biglake_configuration": {
            "connection_id": connection.id,
            "storage_uri": f"gs://{bucket}/events/",
            "file_format": "PARQUET",
            "table_format": "ICEBERG",
        },
        **more,
    }


def allow(client: Client, connection: Resource, bucket: str, role: str = "roles/storage.objectUser") -> None:
    account = connection.plain["cloudResource"]["serviceAccountId"]
    client.create(MEMBER, {"bucket": bucket, "role": role, "member": f"serviceAccount:{account}"})


def test_a_table_needs_its_connection_to_reach_the_files(client: Client, connection: Resource) -> None:
    with pytest.raises(RefusedError, match=r"does not have storage\.objects\.create access"):
        client.create(TABLE, table(connection))
    allow(client, connection, "files", "roles/storage.objectViewer")
    with pytest.raises(RefusedError, match=r"does not have storage\.objects\.create access"):
        client.create(TABLE, table(connection))
    allow(client, connection, "files")
    client.create(TABLE, table(connection))
    with pytest.raises(RefusedError, match=r"Connection .* is still in use"):
        client.delete(connection)


def test_a_connection_must_be_there_and_the_bucket_in_the_same_place(client: Client, connection: Resource) -> None:
    allow(client, connection, "afar")
    with pytest.raises(RefusedError, match="must be in the location of the dataset"):
        client.create(TABLE, table(connection, "afar"))
    missing = table(connection)
    missing["biglake_configuration"]["connection_id"] = "projects/music-1234/locations/europe-west1/connections/none"
    with pytest.raises(RefusedError, match="Not found: Connection"):
        client.create(TABLE, missing)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "BIGNUMERIC"}, "is of type BIGNUMERIC, which tables for Apache Iceberg do not support"),
        ({"kind": "JSON"}, "is of type JSON"),
        ({"time_partitioning": {"type": "DAY", "field": "at", "expiration_ms": 1000}}, "time_partitioning is not"),
        ({"table_constraints": {"primary_key": {"columns": ["n"]}}}, "table_constraints is not supported"),
    ],
)
def test_what_google_refuses(client: Client, connection: Resource, given: dict[str, Any], message: str) -> None:
    allow(client, connection, "files")
    with pytest.raises(RefusedError, match=message):
        client.create(TABLE, table(connection, **given))


def test_columns_widen_to_types_that_it_has(client: Client, connection: Resource, cloud: Cloud) -> None:
    allow(client, connection, "files")
    client.create(TABLE, table(connection, kind="INT64"))
    door = RestClient(*rest.serve(cloud))
    codes = {}
    for kind in ("NUMERIC", "BIGNUMERIC"):
        statement = f"ALTER TABLE end_song.events ALTER COLUMN n SET DATA TYPE {kind}"
        body = {"query": statement, "useLegacySql": False}
        codes[kind], _ = door.call("POST", f"bigquery/v2/projects/{PROJECT}/queries", body)
    assert codes == {"NUMERIC": 200, "BIGNUMERIC": 400}
    _, live = door.call("GET", f"bigquery/v2/projects/{PROJECT}/datasets/end_song/tables/events")
    assert [column["type"] for column in live["schema"]["fields"]] == ["TIMESTAMP", "NUMERIC"]
