"""What stood in the version before is not judged again, and nothing slips through by it."""

from __future__ import annotations

from typing import Any

import pytest

from composer.schema import bigquery_columns, table_columns
from composer.schema.avro import illegal
from composer.schema.avro import problems as judged

FIELDS: list[dict[str, Any]] = [
    {"name": "a", "type": "int", "default": 1},
    {"name": "a", "type": "int", "default": True},
    {"name": "a", "type": "int", "default": 1.0},
    {"name": "a", "type": ["null", "string"], "default": None},
    {"name": "a", "type": {"type": "array", "items": "long"}, "default": [1]},
    {"name": "a", "type": {"type": "array", "items": "long"}, "default": [True]},
    {"name": "a", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9}},
    {"name": "a", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9.0}},
    {"name": "a", "type": "Other"},
    {"name": "a", "type": {"type": "record", "name": "In", "fields": [{"name": "b", "type": "int"}]}},
]


def record(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "record", "name": "R", "fields": [*fields]}


@pytest.mark.parametrize("before", FIELDS, ids=repr)
def test_a_field_is_judged_as_if_it_stood_alone_whatever_was_before(before: dict[str, Any]) -> None:
    for now in FIELDS:
        sound: dict[str, Any] = {}
        judged(record(before), sound)
        assert judged(record(now), sound) == judged(record(now)), now
        assert illegal(record(now, now), sound) == illegal(record(now, now)), "a name is there twice"


@pytest.mark.parametrize("before", [one for one in FIELDS if not illegal(record(one))], ids=repr)
def test_the_columns_of_a_field_are_its_own_whatever_was_before(before: dict[str, Any]) -> None:
    for now in (one for one in FIELDS if not illegal(record(one))):
        known: bigquery_columns.Before = {}
        bigquery_columns.columns(record(before), before=known)
        assert bigquery_columns.columns(record(now), before=known) == bigquery_columns.columns(record(now)), now
        assert table_columns.columns(record(now), [record(now), record(now)]) == bigquery_columns.columns(record(now))
