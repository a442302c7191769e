"""What cannot be taken over as it is, is refused, each with a way on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from composer.audit.adoptable import column_refusals, refusals
from composer.live.live_objects import LiveObject
from composer.model import Cell
from composer.model.adoption import ADOPTABLE

CELL = Cell("one", "p-one", "100000000001", "europe-west1")
TOPIC = "projects/p-one/topics/t"
FINE: dict[str, tuple[str, dict[str, Any]]] = {
    "schema": ("projects/p-one/schemas/s", {"type": "AVRO"}),
    "topic": (TOPIC, {"schema_settings": {"schema": "projects/p-one/schemas/s", "encoding": "BINARY"}}),
    "etl-subscription": ("projects/p-one/subscriptions/r", {"topic": TOPIC}),
    "landing-bucket": ("l", {"location": "europe-west1"}),
    "delivered-bucket": ("b", {"location": "EUROPE-WEST1"}),
    "dataset": ("projects/p-one/datasets/d", {"location": "europe-west1"}),
    "table": ("projects/p-one/datasets/d/tables/t", {"time_partitioning": {"type": "HOUR"}}),
}


def said(role: str, labels: dict[str, str] | None = None, object_id: str = "", **changed: Any) -> str:
    """What is said of an object that is fine but for this."""
    usual, properties = FINE[role]
    live = LiveObject(ADOPTABLE[role].token, object_id or usual, {**properties, **changed}, labels or {})
    found = [*refusals(role, live, CELL, TOPIC)]
    assert all(way for _, way in found)
    return "; ".join(what for what, _ in found)


@pytest.mark.parametrize("role", ADOPTABLE)
def test_what_is_fine_is_taken(role: str) -> None:
    assert said(role) == ""
    assert "the composer's already: of played in local" in said(
        role, {"managed-by": "composer", "event-type": "played", "environment": "local"}
    )


@pytest.mark.parametrize(
    ("role", "changed", "words"),
    [
        ("topic", {"object_id": "projects/p-two/topics/t"}, "in another project"),
        ("topic", {"schema_settings": None}, "has no schema"),
        ("topic", {"schema_settings": {"schema": "_deleted-schema_", "encoding": "BINARY"}}, "has no schema"),
        ("topic", {"schema_settings": {"schema": "projects/p-one/schemas/s", "encoding": "JSON"}}, "encoded as JSON"),
        ("schema", {"type": "PROTOCOL_BUFFER"}, "protocol buffers"),
        ("etl-subscription", {"topic": "projects/p-one/topics/other"}, "a subscription of projects/p-one/topics/other"),
        ("etl-subscription", {"push_config": {"push_endpoint": "https://x.example.com"}}, "has a push_config"),
        ("etl-subscription", {"bigquery_config": {"table": "p.d.t"}}, "has a bigquery_config"),
        ("etl-subscription", {"cloud_storage_config": {"bucket": "b"}}, "has a cloud_storage_config"),
        ("etl-subscription", {"filter": 'attributes.a = "b"'}, "has a filter"),
        ("delivered-bucket", {"location": "EU"}, "is in EU, and its cell in europe-west1"),
        ("landing-bucket", {"location": "EU"}, "is in EU, and its cell in europe-west1"),
        ("dataset", {"location": "US"}, "is in US"),
        ("table", {"view": {"query": "SELECT 1"}}, "is a view"),
        ("table", {"materialized_view": {"query": "SELECT 1"}}, "is a materialized view"),
        ("table", {"external_data_configuration": {"source_uris": ["gs://b/*"]}}, "is a table of files elsewhere"),
        ("table", {"biglake_configuration": {"storage_uri": "gs://b/t"}}, "is a table in Iceberg"),
        ("table", {"time_partitioning": None}, "partitioned not at all"),
        ("table", {"time_partitioning": {"type": "MONTH"}}, "partitioned month"),
        ("table", {"time_partitioning": {"type": "DAY", "field": "at"}}, "partitioned by at"),
    ],
)
def test_what_is_refused(role: str, changed: dict[str, Any], words: str) -> None:
    assert words in said(role, **changed)


COLUMNS = [
    {"name": "id", "type": "STRING", "mode": "REQUIRED", "description": "words are no difference"},
    {"name": "ms", "type": "INT64", "mode": "NULLABLE"},
    {"name": "who", "type": "RECORD", "mode": "NULLABLE", "fields": [{"name": "mail", "type": "STRING"}]},
]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, ""),
        ({"name": "ID"}, ""),
        ({"type": "INT64"}, "has id as REQUIRED STRING, and the schema makes REQUIRED INTEGER of it"),
        ({"mode": "NULLABLE"}, "the schema makes STRING of it"),
        ({"name": "other"}, "has no column other"),
        ({"policyTags": {"names": ["t"]}}, "open to whoever reads the table"),
        ({"dataPolicies": [{"name": "p"}]}, "open to whoever reads the table"),
    ],
)
def test_columns(wanted: dict[str, Any], words: str) -> None:
    live_columns = [
        {**one, "description": "", "type": {"INT64": "INTEGER"}.get(one["type"], one["type"])} for one in COLUMNS
    ]
    live = LiveObject(ADOPTABLE["table"].token, FINE["table"][0], {"schema": json.dumps(live_columns)})
    found = [*column_refusals(live, [{**COLUMNS[0], **wanted}, *COLUMNS[1:]])]
    assert (words in found[0][0] and len(found) == 1) if words else not found
    inner = {**COLUMNS[2], "fields": [{"name": "mail", "type": "STRING", "dataPolicies": [{"name": "p"}]}]}
    assert "who.mail" in next(column_refusals(live, [inner]))[0]
