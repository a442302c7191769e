"""`plan --preview`: the plan from the ledger, and what the engine would do, side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.engine.test_pulumi_program import ROOT, composer, repository

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["repository"]
pytestmark = pytest.mark.engine


def previewed(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(composer(folder, "plan", "--preview", "--format", "json"))
    Draft202012Validator(json.loads((ROOT / "docs/schemas/plan.schema.json").read_text())).validate(document)
    return document


def objects(folder: Path) -> dict[str, int]:
    loads: dict[str, int] = json.loads(composer(folder, "local", "status", "--format", "json"))["objects"]
    return loads


def test_the_engine_says_what_the_plan_says(repository: Path) -> None:
    first = previewed(repository)
    stacks = first["preview"]["stacks"]
    platform = stacks["local.platform-local-1"]
    assert platform["changes"]["create"] == len(platform["resources"]) > 10
    assert "apply the platform" in stacks["local.EndSong"]["because"]
    assert objects(repository) == {}, "a preview makes nothing"
    composer(repository, "up", "--yes")
    assert sum(objects(repository).values()) == first["summary"]["create"]
    before = objects(repository)

    file = repository / "eventtypes/playback/EndSong.yaml"
    file.write_text(file.read_text().replace("retention: 10y", "retention: 9y"))
    second = previewed(repository)
    assert second["summary"]["update"] == 1
    changed = second["preview"]["stacks"]["local.EndSong"]
    assert changed["changes"] == {"update": 1}
    assert [one["id"] for one in changed["resources"]] == ["EndSong/delivered-bucket"]
    assert objects(repository) == before
    text = composer(repository, "plan", "EndSong", "--preview")
    assert "3650 → 3285" in text
    assert "EndSong/delivered-bucket  would be updated" in text
    assert "1 to update  " in text

    # a template that its group uses: the new one is there first, whatever the provider would do by itself
    sizing = repository / "stacks/policy/sizing.yaml"
    sizing.write_text(sizing.read_text().replace("e2-standard-4", "e2-standard-8"))
    assert '"deletes_first": false' in composer(repository, "plan", "EndSong", "--format", "json")
    composer(repository, "up", "--yes")
    assert objects(repository) == before
