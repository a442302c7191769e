"""A judgement on released versions points at what changed: the word, the key or the item, not at the field around it."""

from __future__ import annotations

from typing import Any

import pytest

from composer.schema.differences import _SPOTS
from composer.schema.findings import Direction, Kind
from composer.schema.first_difference import first_change
from composer.schema.judgement import refusals
from tests.schema.generate import pair

ALONE = {Kind.DEFAULT}
"""What is about a field as a whole: it is read, and never written. So is one that aliases of older readers claim."""


def test_every_kind_of_difference_has_a_spot() -> None:
    assert set(_SPOTS) == set(Kind)


def at(schema: Any, place: Any) -> Any:
    for step in place:
        schema = schema[step]
    return schema


def test_nothing_but_a_missing_field_is_told_at_a_field() -> None:
    """Over pairs as years of editing make them."""
    seen: set[Kind] = set()
    for seed in range(400):
        before, after = pair(seed)
        for one in refusals(after, [before]):
            there = at(after, one.place)
            written = one.direction is Direction.WRITES
            if (
                one.incompatibility is None
                or one.incompatibility.kind in ALONE
                or (written and one.incompatibility.kind is Kind.ALIAS)
            ):
                continue
            seen.add(one.incompatibility.kind)
            assert not (isinstance(there, dict) and {"name", "type"} <= there.keys()), (seed, one)
    assert len(seen) > 5, seen


def record(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "record", "name": "A", "fields": list(fields)}


def field(kind: Any, **more: Any) -> dict[str, Any]:
    return {"name": "a", "type": kind, **more}


ENUM = {"type": "enum", "name": "E", "symbols": ["A", "B"]}
BYTES = {"type": "bytes", "logicalType": "decimal", "precision": 9}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (field("long"), field("int"), ("type",)),
        (field("long"), field({"type": "string", "logicalType": "uuid"}), ("type", "type")),
        (field(["null", "long"]), field(["null", "string"]), ("type", 1)),
        (field(["null", "long"]), field("long"), ("type",)),
        (field({"type": "array", "items": "long"}), field({"type": "array", "items": "string"}), ("type", "items")),
        (field(ENUM), field({**ENUM, "symbols": ["A", "C", "B"]}), ("type", "symbols", 1)),
        (field({**ENUM}), field({**ENUM, "name": "F"}), ("type", "name")),
        (field({**BYTES, "scale": 2}), field({**BYTES, "scale": 3}), ("type", "scale")),
        (field({**BYTES, "scale": 2}), field({**BYTES, "precision": 10, "scale": 2}), ("type", "precision")),
        (field({**BYTES, "scale": 2}), field(BYTES), ("type", "precision")),
        (
            field({"type": "long", "logicalType": "timestamp-millis"}),
            field({"type": "long", "logicalType": "timestamp-micros"}),
            ("type", "logicalType"),
        ),
        (
            field({"type": "fixed", "name": "X", "size": 2}),
            field({"type": "fixed", "name": "X", "size": 3}),
            ("type", "size"),
        ),
    ],
)
def test_it_points_at_what_changed(before: Any, after: Any, place: tuple[str | int, ...]) -> None:
    result = refusals(record(after), [record(before)])
    assert {one.place for one in result if one.direction in {Direction.READS, Direction.WRITES}} == {
        ("fields", 0, *place)
    }


def test_an_alias_too_many_is_told_at_the_alias() -> None:
    first, second = {"name": "a", "type": "long"}, {"name": "b", "type": "long", "default": 0, "aliases": ["x", "a"]}
    places = {one.place for one in refusals(record(first, second), [record(first)]) if one.incompatibility}
    assert ("fields", 1, "aliases", 1) in places


def test_a_nested_column_and_a_nested_removal_are_told_inside() -> None:
    inner = {"type": "record", "name": "I", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}
    less = {**inner, "fields": inner["fields"][:1]}
    removed = [one for one in refusals(record(field(less)), [record(field(inner))]) if one.path == "a.y"]
    assert {one.place for one in removed} == {("fields", 0, "type", "fields")}


def test_the_first_change_is_found_by_names() -> None:
    before = record({"name": "a", "type": "int"}, {"name": "b", "type": "int"})
    assert first_change(before, record({"name": "b", "type": "int"})) == ("fields",)
    assert first_change(before, record({"name": "a", "type": "int"}, {"name": "b", "type": "long"})) == (
        *("fields", 1),
        "type",
    )
    assert first_change(before, record({"name": "c", "type": "int"}, *before["fields"])) == ("fields", 0)
    assert first_change(before, {**before, "aliases": []}) == ("aliases",)
