"""What of a schema has to say what it means: everything that holds a value, wherever its type is defined."""

import random

from hypothesis import given
from hypothesis import strategies as st

from composer.schema import bigquery_columns
from composer.schema.removed_fields import removed_fields
from composer.schema.walk import MAX_FIELDS, Leaf, leaves
from tests.schema.generate import Schema, event

PLACE = {
    "type": "record",
    "name": "Place",
    "fields": [{"name": "street", "type": "string", "semantic": "user.contact"}],
}


def record(**fields: object) -> Schema:
    return {
        "type": "record",
        "name": "A",
        "namespace": "n",
        "fields": [{"name": name, "type": kind} for name, kind in fields.items()],
    }


def names(schema: Schema) -> list[str]:
    return [leaf.name for leaf in leaves(schema)]


def test_a_record_that_is_used_again_by_its_name_has_its_leaves_there_too() -> None:
    schema = record(first=PLACE, again=["null", "Place"], more={"type": "array", "items": "n.Place"})
    assert names(schema) == ["first.street", "again.street", "more[].street"]
    assert {leaf.path for leaf in leaves(schema)} == {("fields", 0, "type", "fields", 0)}
    assert {leaf.semantic for leaf in leaves(schema)} == {"user.contact"}


def test_a_name_of_another_namespace_is_another_record() -> None:
    inner = {**PLACE, "namespace": "m", "fields": [{"name": "x", "type": PLACE}, {"name": "y", "type": "Place"}]}
    schema = record(a={**inner, "name": "Outer"}, b="Place", c="m.Place")
    assert names(schema) == ["a.x.street", "a.y.street", "b", "c.street"]


def test_keys_of_a_map_and_the_rest_of_a_union_are_leaves() -> None:
    keyed = {"type": "map", "values": PLACE}
    assert names(record(by_mail=keyed)) == ["by_mail", "by_mail{}.street"]
    assert names(record(mixed=["null", "string", PLACE])) == ["mixed", "mixed.street"]
    assert names(record(one=["null", PLACE])) == ["one.street"]
    assert names(record(lists=["null", PLACE, {"type": "array", "items": "Place"}])) == [
        "lists.street",
        "lists[].street",
    ]


def test_a_record_inside_itself_is_a_leaf_and_says_what_it_repeats() -> None:
    node = {
        "type": "record",
        "name": "Node",
        "fields": [{"name": "v", "type": "int"}, {"name": "next", "type": "Node"}],
    }
    assert [(leaf.name, leaf.repeats) for leaf in leaves(record(top=node))] == [
        ("top.v", None),
        ("top.next", "top."),
    ]
    assert leaves(record(me=["null", "A"])) == (Leaf("me", ("fields", 0), None, None, ""),)


def test_records_that_double_at_every_level_are_walked_through_only_so_far() -> None:
    inner: object = {"type": "record", "name": "R0", "fields": [{"name": "x", "type": "string"}]}
    for level in range(1, 40):
        both = [{"name": "a", "type": inner}, {"name": "b", "type": f"R{level - 1}"}]
        inner = {"type": "record", "name": f"R{level}", "fields": both}
    result = leaves(record(top=inner))
    assert len(result) < 2 * MAX_FIELDS
    assert [leaf for leaf in result if leaf.repeats is not None]


def test_what_has_no_right_form_is_passed_over() -> None:
    assert leaves({}) == ()
    assert names({"fields": [{"type": {"type": "record", "fields": [{}]}}, 7, {"name": "a", "type": "Unknown"}]}) == [
        "?.?",
        "a",
    ]


@given(seed=st.integers(0, 2**48))
def test_every_column_belongs_to_a_leaf(seed: int) -> None:
    schema = event(random.Random(seed))
    asked: set[str] = set()
    try:
        bigquery_columns.columns(schema, lambda name, _column: asked.add(name))
    except bigquery_columns.NotAColumnError:
        return
    assert asked <= set(names(schema))


def test_keys_of_maps_are_columns_of_their_field() -> None:
    asked: list[tuple[str, str]] = []
    kinds = {"type": "map", "values": {"type": "map", "values": ["int", "string"]}}
    bigquery_columns.columns(record(tags=kinds), lambda name, column: asked.append((name, column["name"])))
    assert sorted(set(asked)) == [("tags", "int_value"), ("tags", "key"), ("tags", "string_value")]


def test_a_field_that_went_from_a_record_is_gone_wherever_the_record_is_used() -> None:
    before = record(first=PLACE, again="Place")
    after = record(first={**PLACE, "fields": [{"name": "other", "type": "string"}]}, again="Place")
    assert [leaf.name for leaf in removed_fields(after, [before])] == ["again.street", "first.street"]
