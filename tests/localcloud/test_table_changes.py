"""What changes the columns of a table: the API, statements, and the provider, each by its own rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions
from google.cloud import bigquery
from google.oauth2.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds.bigquery.column_changes import sql_type
from composer.localcloud import rest
from composer.localcloud.column_types import column_of
from tests.localcloud.client import PROJECT, RefusedError
from tests.localcloud.rest_client import RestClient

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Client, Resource

TABLE = "gcp:bigquery/table:Table"
PLACE = f"bigquery/v2/projects/{PROJECT}"
WHERE = f"{PLACE}/datasets/end_song/tables/events"
COLUMNS: list[dict[str, Any]] = [
    {"name": "ms", "type": "INT64", "mode": "REQUIRED", "description": "How long"},
    {"name": "song", "type": "RECORD", "fields": [{"name": "n", "type": "INT64", "mode": "REQUIRED"}]},
    {"name": "numbers", "type": "INT64", "mode": "REPEATED"},
    {"name": "plays", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "INT64"}]},
]


def inputs(columns: list[dict[str, Any]]) -> dict[str, Any]:
    where = {"dataset_id": "end_song", "table_id": "events", "deletion_protection": False}
    return {**where, "schema": json.dumps(columns)}


@pytest.fixture
def table(client: Client) -> Resource:
    client.create("gcp:bigquery/dataset:Dataset", {"dataset_id": "end_song", "location": "europe-west1"})
    return client.create(TABLE, inputs(COLUMNS))


@pytest.fixture
def door(cloud: Cloud, table: Resource) -> RestClient:
    assert table.id
    return RestClient(*rest.serve(cloud))


def run(door: RestClient, action: str, table: str = "end_song.events", **more: Any) -> str:
    """What BigQuery has against a statement; "" if it was done."""
    body = {"query": f"ALTER TABLE `{table}` {action}", "useLegacySql": False, **more}
    code, answer = door.call("POST", f"{PLACE}/queries", body)
    if code != 200:
        return f"{code} {answer['error']['message']}"
    assert answer["jobComplete"]
    return ""


def fields(door: RestClient) -> list[dict[str, Any]]:
    code, answer = door.call("GET", WHERE)
    assert code == 200
    columns: list[dict[str, Any]] = answer["schema"]["fields"]
    return columns


def test_statements_widen_and_leave_the_rest(door: RestClient) -> None:
    assert run(door, "ALTER COLUMN `ms` SET DATA TYPE NUMERIC") == ""
    assert run(door, "alter column song set data type STRUCT<n FLOAT64 NOT NULL>;", f"{PROJECT}.end_song.events") == ""
    song = {**COLUMNS[1], "fields": [{**COLUMNS[1]["fields"][0], "type": "FLOAT64"}]}
    assert fields(door) == [{**COLUMNS[0], "type": "NUMERIC"}, song, *COLUMNS[2:]]
    assert run(door, "ALTER COLUMN ms SET DATA TYPE NUMERIC") == "", "what is so already is no error"
    assert run(door, "DROP COLUMN `numbers`, DROP COLUMN `song`") == ""
    assert [column["name"] for column in fields(door)] == ["ms", "plays"]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("ALTER COLUMN ms SET DATA TYPE STRING", "(INT64) is assignable to the new type (STRING)"),
        ("ALTER COLUMN numbers SET DATA TYPE ARRAY<NUMERIC>", "(ARRAY<INT64>) is assignable"),
        ("ALTER COLUMN plays SET DATA TYPE ARRAY<STRUCT<n NUMERIC>>", "is assignable to the new type"),
        ("ALTER COLUMN song SET DATA TYPE STRUCT<n NUMERIC NOT NULL, more STRING>", "is assignable"),
        ("ALTER COLUMN other SET DATA TYPE NUMERIC", "Column not found: other"),
        ("ALTER COLUMN ms SET DATA TYPE STRUCT<", "Syntax error: unexpected end"),
        ("ALTER COLUMN ms SET DATA TYPE NUMERIC)", "Syntax error: unexpected )"),
        ("RENAME COLUMN ms TO s", "Syntax error: RENAME"),
    ],
)
def test_statements_that_are_refused(door: RestClient, action: str, message: str) -> None:
    assert message in run(door, action)
    assert fields(door) == COLUMNS


def test_statements_need_googlesql_and_a_table(door: RestClient) -> None:
    assert run(door, "DROP COLUMN ms", "end_song.none").startswith("404 Not found: Table")
    assert "must be qualified" in run(door, "DROP COLUMN ms", "events")
    assert "GoogleSQL" in run(door, "DROP COLUMN ms", useLegacySql=True)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([{**COLUMNS[0], "type": "NUMERIC"}, *COLUMNS[1:]], "Field ms has changed type from INTEGER to NUMERIC"),
        (COLUMNS[1:], "Field ms is missing in new schema"),
        ([*COLUMNS, {"name": "a", "type": "DATE", "mode": "REQUIRED"}], "Cannot add required fields"),
        ([COLUMNS[0], {**COLUMNS[1], "mode": "REQUIRED"}, *COLUMNS[2:]], "changed mode from NULLABLE to REQUIRED"),
    ],
)
def test_the_api_gives_no_other_types(door: RestClient, columns: list[dict[str, Any]], message: str) -> None:
    for verb in ("PATCH", "PUT"):
        reference = {"projectId": PROJECT, "datasetId": "end_song", "tableId": "events"}
        code, answer = door.call(verb, WHERE, {"tableReference": reference, "schema": {"fields": columns}})
        assert code == 400
        assert message in answer["error"]["message"]
    more = [{**COLUMNS[0], "mode": "NULLABLE", "description": ""}, *COLUMNS[1:], {"name": "a", "type": "DATE"}]
    assert door.call("PATCH", WHERE, {"schema": {"fields": more}})[0] == 200
    assert fields(door) == more


def test_the_provider_drops_columns_in_place(client: Client, table: Resource, door: RestClient) -> None:
    """At any change, and those too that only the live table has; unless others come with the same change."""
    fewer = inputs(COLUMNS[:2])
    result = client.diff(table, fewer)
    assert (result.changes, list(result.replaces)) == (2, [])
    client.update(table, fewer)
    assert fields(door) == COLUMNS[:2]
    changed = inputs([*COLUMNS[:2], {"name": "a", "type": "DATE"}])
    assert list(client.diff(table, changed).replaces) == ["schema"]
    inner = inputs([COLUMNS[0], {**COLUMNS[1], "fields": [{"name": "m", "type": "DATE"}]}, *COLUMNS[2:]])
    assert list(client.diff(table, inner).replaces) == ["schema"]


def test_an_update_that_bigquery_refuses_fails(client: Client, table: Resource) -> None:
    with pytest.raises(RefusedError, match="has changed type from INTEGER to NUMERIC"):
        client.update(table, inputs([{**COLUMNS[0], "type": "NUMERIC"}, *COLUMNS[1:]]))


def test_googles_client_runs_statements(door: RestClient) -> None:
    credentials = Credentials(door.token)  # type: ignore[no-untyped-call]
    client = bigquery.Client(PROJECT, credentials, client_options={"api_endpoint": door.address})
    rows = client.query_and_wait(f"ALTER TABLE `{PROJECT}.end_song.events` ALTER COLUMN ms SET DATA TYPE FLOAT64")
    assert list(rows) == []
    assert client.get_table(f"{PROJECT}.end_song.events").schema[0].field_type == "FLOAT64"
    with pytest.raises(exceptions.BadRequest, match="is assignable"):
        client.query_and_wait("ALTER TABLE end_song.events ALTER COLUMN ms SET DATA TYPE INT64")


TYPES = st.recursive(
    st.sampled_from(["INT64", "STRING", "NUMERIC(10, 2)", "STRING(7)", "BIGNUMERIC"]),
    lambda inner: st.one_of(
        st.lists(st.tuples(inner, st.sampled_from(["", " NOT NULL"])), min_size=1, max_size=3).map(
            lambda types: f"STRUCT<{', '.join(f'`c{n}` {kind}{end}' for n, (kind, end) in enumerate(types))}>"
        ),
        inner.filter(lambda kind: not kind.startswith("ARRAY")).map(lambda kind: f"ARRAY<{kind}>"),
    ),
    max_leaves=6,
)


@given(text=TYPES)
def test_types_are_read_as_they_are_written(text: str) -> None:
    if "ARRAY<ARRAY" not in text and "> NOT NULL" not in text:
        assert sql_type({"name": "c", **column_of(text)}) == text
