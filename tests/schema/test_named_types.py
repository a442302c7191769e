"""Two definitions of one full name are one, or they are not, and then what differs is told."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from composer.schema.avro import illegal
from composer.schema.named_types import difference, digests, place

SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Paid",
    "namespace": "a.b",
    "fields": [
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["X", "Y"], "default": "X"}},
        {"name": "again", "type": ["null", "State"], "default": None, "aliases": ["before"]},
        {
            "name": "lines",
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "Line",
                    "fields": [
                        {
                            "name": "sum",
                            "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
                        },
                        {"name": "mark", "type": {"type": "fixed", "name": "c.Mark", "size": 4}},
                        {"name": "by", "type": {"type": "map", "values": "long"}, "default": {}},
                    ],
                },
            },
        },
    ],
}
STATE, LINE, MARK = (
    ("fields", 0, "type"),
    ("fields", 2, "type", "items"),
    ("fields", 2, "type", "items", "fields", 1, "type"),
)


def edited(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    schema = copy.deepcopy(SCHEMA)
    inner: Any = schema
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return schema


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*STATE, "doc"), "words"),
        ((*STATE, "name"), "a.b.State"),
        ((*STATE, "namespace"), "a.b"),
        (("fields", 1, "type", 1), "a.b.State"),
        ((*STATE, "aliases"), []),
        ((*LINE, "fields", 0, "order"), "ascending"),
        ((*LINE, "fields", 2, "type", "values"), {"type": "long"}),
        ((*MARK, "name"), "c.Mark"),
    ],
)
def test_another_way_to_write_it_is_the_same(path: tuple[str | int, ...], value: Any) -> None:
    schema = edited(path, value)
    assert not illegal(schema)
    assert digests(schema) == digests(SCHEMA)


@pytest.mark.parametrize(
    ("path", "value", "name", "message"),
    [
        ((*STATE, "symbols"), ["X", "Y", "Z"], "a.b.State", "the symbol `Z` only here"),
        ((*STATE, "symbols"), ["Y", "X"], "a.b.State", "the symbols in another order"),
        ((*STATE, "default"), "Y", "a.b.State", "`default` differs"),
        ((*STATE, "aliases"), ["Old"], "a.b.State", "`aliases` differ"),
        ((*MARK, "size"), 5, "c.Mark", "5 bytes here, 4 there"),
        ((*LINE, "fields", 0, "type", "scale"), 3, "a.b.Line", "the type of `sum` differs"),
        ((*LINE, "fields", 2, "default"), {"a": 1}, "a.b.Line", "the default of `by` differs"),
        ((*LINE, "fields", 2, "order"), "ignore", "a.b.Line", "the order of `by` differs"),
        (("fields", 1, "aliases"), [], "a.b.Paid", "the aliases of `again` differ"),
        ((*LINE, "fields", 0, "name"), "total", "a.b.Line", "field `total` only here, the field `sum` only there"),
        (LINE, {"type": "enum", "name": "Line", "symbols": ["A"]}, "a.b.Line", "enum here, record there"),
    ],
)
def test_what_differs_is_told_where_it_is_and_nowhere_else(
    path: tuple[str | int, ...], value: Any, name: str, message: str
) -> None:
    schema = edited(path, value)
    assert not illegal(schema)
    ours, theirs = digests(schema), digests(SCHEMA)
    assert [one for one in theirs if one in ours and ours[one] != theirs[one]] == [name]
    assert message in difference(name, schema, SCHEMA)


def test_the_place_is_that_of_the_definition() -> None:
    assert place(SCHEMA, "c.Mark") == MARK
    assert place(SCHEMA, "a.b.Paid") == ()
