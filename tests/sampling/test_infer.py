"""Whatever events there are: the schema is legal, every event fits it, and its size is about right."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.sampling.infer import LONGEST, Inference
from composer.sampling.shapes import DEEPEST, MOST_KEYS, Shape
from composer.schema import bigquery_columns
from composer.schema.avro import problems
from composer.schema.walk import every_field, leaves
from tests.sampling.events import converted, encoded

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,7}", fullmatch=True)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.uuids().map(str),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds") + "Z"),
    st.sampled_from(["NEW", "PAID", "a@example.com", "10.0.0.1", "+49 30 1234567"]),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
EVENTS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6), min_size=1, max_size=6)


def inferred(events: list[dict[str, Any]], *, table: bool = False) -> tuple[dict[str, Any], Inference]:
    shape = Shape()
    for event in events:
        shape.add(event)
    inference = Inference("Sampled", table)
    return inference.record(shape), inference


@given(EVENTS)
def test_the_schema_is_legal_and_every_event_fits(events: list[dict[str, Any]]) -> None:
    schema, _ = inferred(events)
    assert problems(schema) == ()
    for event in events:
        converted(event, schema)


@given(EVENTS)
def test_for_a_table_it_is_columns_and_notes_are_those_of_its_fields(events: list[dict[str, Any]]) -> None:
    schema, inference = inferred(events, table=True)
    assert problems(schema) == ()
    assert bigquery_columns.columns(schema)
    fields = {one.name for one in every_field(schema)}
    holders = {name.removesuffix("[]").removesuffix("{}") for name in inference.notes}
    assert holders <= fields
    assert inference.forms.keys() <= {leaf.name for leaf in leaves(schema)}


@given(EVENTS)
def test_the_order_of_events_does_not_matter(events: list[dict[str, Any]]) -> None:
    """But for the order of fields, and the names of records, which come from it."""
    forward, _ = inferred(events)
    backward, _ = inferred(events[::-1])
    assert unordered(forward) == unordered(backward)


def unordered(kind: Any) -> Any:
    if isinstance(kind, dict) and kind.get("type") == "record":
        return {field["name"]: unordered(field["type"]) for field in kind["fields"]}
    if isinstance(kind, dict):
        return {key: unordered(value) for key, value in kind.items()}
    return [unordered(branch) for branch in kind] if isinstance(kind, list) else kind


FLAT = st.dictionaries(
    KEYS, st.one_of(st.booleans(), st.integers(0, 10**9), TEXTS, st.lists(TEXTS, max_size=3)), min_size=1
)


@given(st.lists(FLAT, min_size=1, max_size=6))
def test_the_size_is_that_of_avro(events: list[dict[str, Any]]) -> None:
    schema, inference = inferred(events)
    actual = encoded(events, schema)
    assert abs(inference.bytes - actual) <= 0.35 * actual + 16 * len(events)


def test_keys_that_are_data_become_a_map() -> None:
    many = {f"user{number}": {"seen": number} for number in range(MOST_KEYS + 50)}
    schema, inference = inferred([{"by_user": many}, {"by_user": {"other": {"seen": 1}}}])
    assert schema["fields"][0]["type"]["type"] == "map"
    assert [field["name"] for field in schema["fields"][0]["type"]["values"]["fields"]] == ["seen"]
    assert "differ from event to event" in inference.notes["by_user"]


def test_what_is_nested_without_end_is_a_text() -> None:
    deep: Any = 1
    for _ in range(DEEPEST + 5):
        deep = {"in": deep}
    schema, inference = inferred([{"a": deep}])
    assert problems(schema) == ()
    assert any("nested too deeply" in note for note in inference.notes.values())
    assert bigquery_columns.columns(schema)


def test_lists_of_lists_and_of_maps_are_in_records_where_a_table_keeps_them() -> None:
    many = {f"k{number}": number for number in range(MOST_KEYS + 1)}
    events: list[dict[str, Any]] = [{"rows": [["a"], ["b", None]], "by": [many]}]
    assert inferred(events)[0]["fields"][0]["type"]["items"] == {"type": "array", "items": ["null", "string"]}
    schema, inference = inferred(events, table=True)
    rows, by = (field["type"]["items"]["fields"][0] for field in schema["fields"])
    assert rows == {"name": "items", "type": {"type": "array", "items": "string"}}
    assert by == {"name": "entries", "type": {"type": "map", "values": "long"}}
    assert "BigQuery keeps no lists of lists" in inference.notes["rows[].items"]
    assert "some are null" in inference.notes["rows[].items"]


def test_keys_that_are_another_in_each_event_become_a_map() -> None:
    schema, _ = inferred([{"tried": {f"e{number}": "on"}} for number in range(30)])
    assert schema["fields"][0]["type"] == {"type": "map", "values": "string"}
    same = [{"tried": {f"e{number}": "on" for number in range(30)}}] * 2
    assert len(inferred(same)[0]["fields"][0]["type"]["fields"]) == 30


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Anna Müller": 1, "Jürgen": 2}, {"Peter Parker": 5}),
        ({"anna_mueller": 1}, {"bob_smith": 2, "carol_jones": 1}),
        ({"@anna": 1}, {"@bob": 1}),
        ({"B-XY 1234": True}, {"M-AB 77": False}),
        ({"eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk": 1},) * 2,
        ({"01ARZ3NDEKTSV4RRFFQ69G5FAV": "a"},) * 2,
    ],
)
def test_what_tells_people_apart_is_no_name_of_a_field(one: dict[str, Any], other: dict[str, Any]) -> None:
    schema, inference = inferred([{"by": one}, {"by": other}])
    assert schema["fields"][0]["type"]["type"] == "map"
    text = json.dumps(schema) + json.dumps(inference.notes)
    assert not any(key in text for key in (*one, *other))


def test_names_that_come_again_are_fields() -> None:
    schema, _ = inferred([{"size": {"width": 1, "height": 2}}, {"size": {"width": 3}}])
    assert [field["name"] for field in schema["fields"][0]["type"]["fields"]] == ["width", "height"]


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ("2026-02-28T23:59:59Z", "timestamp-millis", "an ISO text"),
        ("2026-02-28 23:59+01:00", "timestamp-millis", "an ISO text"),
        ("2026-02-28T23:59:59.123456-0330", "timestamp-micros", "an ISO text"),
        ("2026-02-28T23:59:59.123456789Z", "string", "down to nanoseconds"),
        ("2026-02-28T23:59:59", "string", "without its zone"),
        ("2026-02-30", "string", ""),
        ("2026-02-30T10:00:00Z", "string", ""),
        ("2026-02-28T24:00:00Z", "string", ""),
        ("1767312000", "string", "seconds since 1970, as a text"),
        (1767312000, "long", "seconds since 1970"),
        (1767312000123, "timestamp-millis", ""),
        (1767312000123456, "timestamp-micros", ""),
        (1767312000123456789, "long", "nanoseconds"),
        (2**63, "string", "too large for 64 bits"),
        (1e30, "double", ""),
    ],
)
def test_times_and_large_numbers(value: Any, kind: str, message: str) -> None:
    schema, inference = inferred([{"created_at": value}])
    result = schema["fields"][0]["type"]
    assert (result if isinstance(result, str) else result["logicalType"]) == kind
    note = inference.notes.get("created_at", "")
    assert message in note
    assert bool(message) is bool(note)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("naïve", "naive"),
        ("日本", "field"),
        ("", "field"),
        ("a-b", "a_b"),
        ("1st", "_1st"),
        ("_PARTITIONTIME", "field_PARTITIONTIME"),
        ("__", "__"),
        ("x" * 500, "x" * LONGEST),
        ("\ud800k", "k"),
        ("line\nbreak", "line_break"),
    ],
)
def test_keys_become_names_and_comments_stay_on_their_line(key: str, name: str) -> None:
    schema, inference = inferred([{key: 1, "other": 2}], table=True)
    assert schema["fields"][0]["name"] == name
    assert inference.notes.get(name, "").isprintable()
    assert bigquery_columns.columns(schema)


def test_memory_does_not_grow_with_events() -> None:
    shape = Shape()
    for number in range(5_000):
        shape.add({"id": f"e{number}", "tags": [f"t{number}"], "by": {f"k{number}": number}})
    assert len(json.dumps(schema := Inference("Sampled").record(shape))) < 1_000
    assert len(shape.keys["id"].texts) < 50
    assert len(shape.keys["by"].keys) <= MOST_KEYS
    assert schema["fields"][2]["type"] == {"type": "map", "values": "long"}
