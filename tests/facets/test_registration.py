"""Registrations keep to their published contract."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from composer.graph import canonical, is_shared
from composer.spec.storage import KINDS
from tests.graphs.test_golden import graphs

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/registration.schema.json").read_text())


@pytest.mark.parametrize("owner", [name for name in graphs("local") if not is_shared(name)])
def test_the_registration_fits_its_schema(owner: str) -> None:
    content = graphs("local")[owner][f"{owner}/registration"].inputs["content"]["$json"]
    jsonschema.validate(content, SCHEMA, format_checker=jsonschema.FormatChecker())


def registered(owner: str) -> Any:
    return graphs("local")[owner][f"{owner}/registration"].inputs["content"]["$json"]


def test_every_released_version_may_still_arrive_and_the_newest_is_what_was_committed() -> None:
    for owner, graph in graphs("local").items():
        schema = next((one for one in graph.resources if one.id == f"{owner}/schema"), None)
        if schema is None:
            continue
        content = registered(owner)
        revisions = content["revisions"]["may_arrive"]
        committed = canonical(schema.inputs["definition"]["$json"]).encode()
        assert revisions[-1]["sha256"] == hashlib.sha256(committed).hexdigest()
        assert content["revisions"]["schema"].endswith(f"/schemas/{schema.name}")
        versions = [one["version"] for one in revisions]
        assert versions == [*range(versions[0], versions[-1] + 1)]
        assert versions[-1] in {content["released_versions"], content["released_versions"] + 1}


@pytest.mark.parametrize("owner", [name for name in graphs("local") if not is_shared(name)])
def test_no_load_takes_the_schema_from_the_job(owner: str) -> None:
    """WRITE_TRUNCATE drops policy tags: columns would be open to all readers of the table."""
    delivery = registered(owner).get("delivery")
    if delivery is None:
        return
    load = delivery.get("load")
    assert (load is None) == (delivery["storage"] == "gcs")
    assert load is None or load["write_disposition"] != "WRITE_TRUNCATE"


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
