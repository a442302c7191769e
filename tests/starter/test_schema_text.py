"""What is written as YAML is the schema that it was made of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import documents
from composer.sampling.adapt import adapted, without_comments
from composer.schema.avro import problems
from composer.starter.schema_text import schema_lines
from tests.schema.generate import pair

TEXT = st.sampled_from(
    [
        "",
        "no",
        "4.02",
        "a: b",
        "# c",
        "'",
        "null",
        "on\ttwo",
        "☃",
        " x ",
        "[]",
        "{}",
        "- a",
        "0x1f",
        "1e3",
        "-.5E7",
        "0o17",
        "9" * 30,
        "1e999",
        ".nan",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e6, 1e6) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT.filter(bool), inner, max_size=2),
    max_leaves=4,
)


def read_back(schema: Any) -> Any:
    lines = "".join(f"  {line}\n" for line in schema_lines(schema, {}))
    document = documents.read("x.yaml", f"schema:\n{lines}".encode())
    assert document.diagnostics == ()
    return document.value["schema"]


@given(st.integers(0, 2**48), VALUES, TEXT, st.data())
def test_a_schema_is_the_same_after_it_was_written_and_read(seed: int, value: Any, message: str, data: Any) -> None:
    schema, _ = pair(seed)
    place = data.draw(st.sampled_from([schema, *schema["fields"]]))
    place |= {"doc": message, "x.more": value}
    if data.draw(st.booleans()):
        schema["fields"].append({"name": "empty", "type": {"type": "record", "name": "Nothing", "fields": []}})
    if data.draw(st.booleans()):
        none: Any = {"type": "array", "items": {"type": "map", "values": "string"}}
        schema["fields"].append({"name": "lists", "type": none, "default": [], "aliases": [], "sets": {}})
    assert read_back(schema) == schema


def test_a_record_without_fields() -> None:
    assert read_back({"type": "record", "name": "Ping", "fields": []}) == {
        "type": "record",
        "name": "Ping",
        "fields": [],
    }


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('/* a\nb */{"x": 1}', '    \n    {"x": 1}'),
        ('{"a": "// no", "b": "/* no */"} // yes', '{"a": "// no", "b": "/* no */"}       '),
        (r'{"a": "\"// no"}', r'{"a": "\"// no"}'),
    ],
)
def test_comments_are_dropped_and_nothing_moves(text: str, left: str) -> None:
    assert without_comments(text) == left


@given(seed=st.integers(0, 2**48))
def test_a_schema_from_elsewhere_is_right_for_every_place_and_otherwise_the_same(seed: int) -> None:
    schema, _ = pair(seed)
    made, notes = adapted(schema)
    assert {one.code for one in problems(made)} <= {"ET310", "ET302"}  # what only its owner can decide
    if not {one.code for one in problems(schema)} - {"ET302"}:
        assert (made, notes) == (schema, {})
