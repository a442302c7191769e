"""The columns of a table over a history, held against what the simulated BigQuery lets become what."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds.bigquery.column_changes import needs_new_table
from composer.schema import bigquery_columns, table_columns
from composer.schema.removed_fields import removed_fields
from composer.schema.walk import leaves
from tests.schema.generate import Schema, event, mutated


def history(seed: int) -> list[Schema]:
    dice = random.Random(seed)
    versions = [event(dice)]
    for _ in range(dice.randint(1, 5)):
        versions.append(mutated(versions[-1], dice))
    return versions


def columns_of(schema: Schema) -> list[bigquery_columns.Column] | None:
    try:
        return bigquery_columns.columns(schema)
    except bigquery_columns.NotAColumnError:
        return None


@given(seed=st.integers(0, 2**48))
def test_every_version_is_had_in_place_or_it_is_said(seed: int) -> None:
    versions = [version for version in history(seed) if columns_of(version) is not None]
    for count in range(1, len(versions)):
        before = table_columns.columns(versions[count - 1], versions[: count - 1])
        after = table_columns.columns(versions[count], versions[:count])
        wrong = table_columns.impossible(versions[count], versions[:count])
        assert needs_new_table(json.dumps(before), json.dumps(after)) is bool(wrong)


@given(seed=st.integers(0, 2**48))
def test_columns_keep_their_order_and_hold_the_newest_fields(seed: int) -> None:
    versions = [version for version in history(seed) if columns_of(version) is not None]
    if len(versions) < 2 or table_columns.impossible(versions[-1], versions[:-1]):
        return
    before, after = (
        [column["name"] for column in table_columns.columns(versions[end], versions[:end])]
        for end in (len(versions) - 2, len(versions) - 1)
    )
    assert after[: len(before)] == before
    assert {field["name"] for field in versions[-1]["fields"]} <= set(after)


@given(seed=st.integers(0, 2**48))
def test_what_is_gone_is_what_only_released_versions_have(seed: int) -> None:
    *released, newest = history(seed)
    there = {leaf.name for leaf in leaves(newest)}
    once = {leaf.name for version in released for leaf in leaves(version)}
    assert [leaf.name for leaf in removed_fields(newest, released)] == sorted(once - there)


@pytest.mark.parametrize(
    ("shape", "in_place"),
    [
        ("{}", True),
        ('["null", {}]', True),
        ('{{"type": "record", "name": "R", "fields": [{{"name": "n", "type": {}}}]}}', True),
        ('{{"type": "array", "items": {}}}', False),
        ('{{"type": "map", "values": {}}}', False),
        (
            '{{"type": "array", "items": {{"type": "record", "name": "R", "fields": [{{"name": "n", "type": {}}}]}}}}',
            False,
        ),
    ],
)
def test_numbers_widen_outside_of_arrays(shape: str, in_place: bool) -> None:
    """BigQuery's own statement takes no other type for an array, nor for a field within one."""
    before, after = (
        {"type": "record", "name": "E", "fields": [{"name": "a", "type": json.loads(shape.format(kind))}]}
        for kind in ('"long"', '"double"')
    )
    assert bool(table_columns.impossible(after, [before])) is not in_place
    assert table_columns.impossible(before, [after]) == (), "what is narrower fits"
