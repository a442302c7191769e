"""Names of BigQuery's types, held against the table in Google's own client."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from google.cloud.bigquery.enums import SqlTypeNames

from composer.kinds.bigquery import type_names
from composer.kinds.bigquery.column_changes import needs_new_table, provider_replaces, sql_type
from composer.kinds.bigquery.column_rules import TYPES, problems, type_of
from composer.localcloud.column_types import column_of

ROOT = Path(__file__).parents[2]
SYNONYMS = [(name, member.value) for name, member in SqlTypeNames.__members__.items() if name != member.value]


def test_a_schema_takes_the_names_that_googles_client_knows_and_no_others() -> None:
    ours = {(name, row.api) for row in type_names.ROWS for name in (row.sql, *row.aliases) if name != row.api}
    assert ours == set(SYNONYMS)
    assert {row.api for row in type_names.ROWS} < TYPES


@pytest.mark.parametrize(("name", "api"), SYNONYMS)
def test_two_names_of_a_type_are_one_type_for_bigquery(name: str, api: str) -> None:
    inner = {"fields": [{"name": "a", "type": "STRING"}]} if api == "RECORD" else {}
    one, other = ([{"name": "x", "type": written, **inner}] for written in (name.lower(), api))
    assert not list(problems(one))
    assert type_of(one[0]) == type_of(other[0]) == api
    assert sql_type(one[0]) == sql_type(other[0])
    assert not needs_new_table({"$json": one}, {"$json": other})
    provider_takes_both = api in {"INTEGER", "FLOAT", "BOOLEAN"}
    assert provider_replaces({"$json": one}, {"$json": other}) is not provider_takes_both


@pytest.mark.parametrize("name", ["INT", "smallint", "BIGINT", "TINYINT", "BYTEINT"])
def test_what_only_statements_say(name: str) -> None:
    assert column_of(f"ARRAY<{name}>") == {"type": "INTEGER", "mode": "REPEATED"}
    assert [path for path, _ in problems([{"name": "x", "type": name}])] == ["schema[0].type"]


def test_no_other_module_has_a_table_of_names() -> None:
    pairs = {(row.api, name) for row in type_names.ROWS for name in (row.sql, *row.aliases) if name != row.api}
    for file in (ROOT / "composer").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())) if file.name != "type_names.py" else ():
            if isinstance(node, ast.Dict):
                said = {
                    (getattr(k, "value", None), getattr(v, "value", None))
                    for k, v in zip(node.keys, node.values, strict=True)
                }
                both = said | {(value, key) for key, value in said}
                assert not both & pairs, f"{file}:{node.lineno}"
