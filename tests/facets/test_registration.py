"""Registrations keep to their published contract."""

import json
from pathlib import Path

import jsonschema
import pytest

from composer.graph import is_shared
from composer.spec.storage import KINDS
from tests.graphs.test_golden import graphs

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/registration.schema.json").read_text())


@pytest.mark.parametrize("owner", [name for name in graphs("local") if not is_shared(name)])
def test_the_registration_fits_its_schema(owner: str) -> None:
    content = graphs("local")[owner][f"{owner}/registration"].inputs["content"]["$json"]
    jsonschema.validate(content, SCHEMA, format_checker=jsonschema.FormatChecker())


def test_the_contract_names_every_kind_of_storage() -> None:
    assert {*SCHEMA["properties"]["delivery"]["properties"]["storage"]["enum"]} == {*KINDS}


def test_a_tombstone_keeps_the_name_and_nothing_else() -> None:
    tombstones = [
        graph
        for owner, graph in graphs("local").items()
        if not is_shared(owner) and graph[f"{owner}/registration"].inputs["content"]["$json"]["state"] == "deleted"
    ]
    assert tombstones
    assert all(len(graph.resources) == 1 for graph in tombstones)
