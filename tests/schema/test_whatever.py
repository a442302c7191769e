"""Whatever stands where a schema should be: it is judged, and what was found legal can be walked, compared and stored."""

import contextlib
import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.schema import InvalidSchemaError, bigquery_columns, incompatibilities
from composer.schema.avro import illegal
from composer.schema.changelog import changelog
from tests.schema.generate import pair

SEEDS = st.integers(0, 2**48)
KEYS = ("type", "name", "namespace", "aliases", "fields", "default", "symbols", "items", "size", "logicalType", "doc")
JUNK: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", ".", "a.b", "int", "null", "record", "enum", "array", [], {}, [[]])
JUNK += ({"type": "null"}, ["null"], {"type": ["null", "int"]}, "Event", "\ud800", 10**30, float("nan"), [7])


def places(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*above, key)
        yield from places(inner, (*above, key))


def garbled(schema: Any, dice: random.Random) -> Any:
    made = copy.deepcopy(schema)
    for _ in range(dice.choice((1, 1, 2, 3))):
        *above, last = dice.choice([*places(made)])
        where = made
        for key in above:
            where = where[key]
        key = dice.choice(KEYS) if isinstance(last, str) and dice.random() < 0.3 else last
        where[key] = copy.deepcopy(dice.choice(JUNK))
    return made


@given(seed=SEEDS)
def test_it_is_judged_and_what_is_legal_can_be_worked_with(seed: int) -> None:
    sound, _ = pair(seed)
    schema = garbled(sound, random.Random(seed))
    if illegal(schema):
        with pytest.raises(InvalidSchemaError):
            incompatibilities(schema, sound)
        return
    assert incompatibilities(schema, schema) == ()
    incompatibilities(sound, schema)
    if schema["type"] != "record":
        return
    changelog(sound, schema)
    with contextlib.suppress(bigquery_columns.NotAColumnError):
        assert all(column["mode"] for column in bigquery_columns.columns(schema))


def record(*fields: Any, name: str = "E") -> Any:
    return {"type": "record", "name": name, "fields": [*fields]}


def test_names_with_dots_bring_their_namespace_into_columns() -> None:
    inner = record({"name": "x", "type": "int"}, name="Inner")
    kinds = (inner, "com.example.Inner", "Inner")
    schema = record(*({"name": f"f{n}", "type": kind} for n, kind in enumerate(kinds)), name="com.example.E")
    assert [column["fields"][0]["name"] for column in bigquery_columns.columns(schema)] == ["x", "x", "x"]


@pytest.mark.parametrize("kind", ["null", ["null"], {"type": "null"}, ["null", "int"], ["int", {"type": "null"}]])
def test_what_may_be_null_is_a_column_that_may_be(kind: Any) -> None:
    assert bigquery_columns.columns(record({"name": "a", "type": kind}))[0]["mode"] == "NULLABLE"


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("int", "REQUIRED"), (["null", "int"], "NULLABLE"), ("null", "NULLABLE")],
)
def test_values_of_a_map_may_be_null_where_their_type_says_so(kind: Any, mode: str) -> None:
    (column,) = bigquery_columns.columns(record({"name": "a", "type": {"type": "map", "values": kind}}))
    assert [inner["mode"] for inner in column["fields"]] == ["REQUIRED", mode]


def test_a_record_without_fields_is_no_column() -> None:
    with pytest.raises(bigquery_columns.NotAColumnError, match="`a` is a record without fields"):
        bigquery_columns.columns(record({"name": "a", "type": record(name="Nothing")}))


@pytest.mark.parametrize("count", [200, 400])
def test_looking_up_places_does_not_grow_with_the_square(count: int) -> None:
    """Each finding is looked up in two schemas: with a scan of the fields, that would be their number, each time."""
    seen = 0

    class Counted(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            nonlocal seen
            seen += key == "name"
            return super().__getitem__(key)

    def wide(kind: str) -> Any:
        return record(*(Counted(name=f"f{number}", type=kind) for number in range(count)))

    assert len(incompatibilities(wide("int"), wide("long"))) == count
    assert seen < 30 * count
