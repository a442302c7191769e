"""Whatever events there are: the schema is legal, every event fits it, and its size is about right."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from composer.sampling.infer import Inference
from composer.sampling.shapes import DEEPEST, MOST_KEYS, Shape
from composer.schema.avro import problems
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
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
EVENTS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6), min_size=1, max_size=6)


def inferred(events: list[dict[str, Any]]) -> tuple[dict[str, Any], Inference]:
    shape = Shape()
    for event in events:
        shape.add(event)
    inference = Inference("Sampled")
    return inference.record(shape), inference


@given(EVENTS)
def test_the_schema_is_legal_and_every_event_fits(events: list[dict[str, Any]]) -> None:
    schema, _ = inferred(events)
    assert problems(schema) == ()
    for event in events:
        converted(event, schema)


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


def test_memory_does_not_grow_with_events() -> None:
    shape = Shape()
    for number in range(5_000):
        shape.add({"id": f"e{number}", "tags": [f"t{number}"], "by": {f"k{number}": number}})
    assert len(json.dumps(schema := Inference("Sampled").record(shape))) < 1_000
    assert len(shape.keys["id"].texts) < 50
    assert len(shape.keys["by"].keys) <= MOST_KEYS
    assert schema["fields"][2]["type"] == {"type": "map", "values": "long"}
