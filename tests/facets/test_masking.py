"""Columns are masked as BigQuery can mask them: rules for text are for text."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from composer import pipeline
from composer.graph import ResourceGraph
from composer.kinds.bigquery.data_policy import MASKABLE
from composer.privacy.exposure import exposure
from composer.repository import Repository
from tests.graphs.test_golden import graphs

TIERS = ("open", "internal", "sensitive")
DEFINITION = """event_type: Seen
description: Somebody was seen.
owner: identity
importance: high
finance_bearing: false
traffic: {average: 1/s, peak: 2/s, event_size: 700B}
storage: {kind: bigquery, partitioning: daily, retention: 30d}
access: {open: ["group:all@example.com"], internal: ["group:some@example.com"]}
schema:
  type: record
  name: Seen
  fields:
    - {name: text, type: string, semantic: user.unique_id.pseudonymous}
    - {name: number, type: ["null", long], default: null, semantic: user.unique_id.pseudonymous}
    - {name: many, type: {type: array, items: string}, semantic: user.unique_id.pseudonymous}
    - {name: by_name, type: {type: map, values: long}, semantic: user.unique_id.pseudonymous}
    - {name: either, type: [long, string], semantic: user.unique_id.pseudonymous}
    - {name: raw, type: bytes, semantic: user.unique_id.pseudonymous}
"""


def masked(graph: ResourceGraph) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Columns with a masking rule: dotted name, column, rule."""
    by_id = {one.id: one for one in graph.resources}

    def inside(columns: list[dict[str, Any]], prefix: str) -> Iterator[tuple[str, dict[str, Any], str]]:
        for column in columns:
            name = f"{prefix}{column['name']}"
            yield from inside(column.get("fields", []), f"{name}.")
            for policy in column.get("dataPolicies", ()):
                (role,) = (part["$ref"] for part in policy["name"]["$join"] if isinstance(part, dict))
                rule = by_id[role].inputs.get("data_masking_policy")
                if rule:
                    yield name, column, rule["predefined_expression"]

    for one in graph.resources:
        if one.type == "gcp:bigquery/table:Table":
            yield from inside(one.inputs["schema"]["$json"], "")


@pytest.fixture
def seen(root: Path, tmp_path: Path) -> ResourceGraph:
    shutil.copytree(root / "stacks", tmp_path / "stacks")
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    (tmp_path / "eventtypes/a").mkdir(parents=True)
    (tmp_path / "eventtypes/a/Seen.yaml").write_text(DEFINITION)
    settled = pipeline.check(pipeline.settle(Repository(tmp_path)))
    assert not settled.broken, settled.diagnostics
    return pipeline.build(settled, ["Seen"])["Seen"]


def test_no_column_has_a_rule_that_bigquery_does_not_take(seen: ResourceGraph) -> None:
    results = [one for graph in (seen, *graphs("local").values()) for one in masked(graph)]
    assert len(results) > 20
    for name, column, rule in results:
        assert rule not in MASKABLE or (column["type"] in MASKABLE[rule] and column["mode"] != "REPEATED"), name


def test_what_cannot_be_hashed_shows_nothing(seen: ResourceGraph) -> None:
    rules = {name: rule for name, _, rule in masked(seen)}
    assert rules == {
        "text": "SHA256",
        "number": "DEFAULT_MASKING_VALUE",
        "many": "DEFAULT_MASKING_VALUE",
        "by_name.key": "SHA256",
        "by_name.value": "DEFAULT_MASKING_VALUE",
        "either.long_value": "DEFAULT_MASKING_VALUE",
        "either.string_value": "SHA256",
        "raw": "SHA256",
    }


def test_exposure_says_the_most_that_is_seen(seen: ResourceGraph) -> None:
    fields = exposure(seen, TIERS).fields
    assert {name: field.masking for name, field in fields.items()} == {
        "text": "SHA256",
        "number": "DEFAULT_MASKING_VALUE",
        "many": "DEFAULT_MASKING_VALUE",
        "by_name": "SHA256",
        "either": "SHA256",
        "raw": "SHA256",
    }
    assert all(field.masked == {"group:all@example.com"} for field in fields.values())
