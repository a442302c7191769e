"""What people change about an Event Type is on no label that cannot be changed in place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from composer import pipeline
from composer.facets import compile_graph
from composer.graph.graph_changes import Update, diff
from composer.kinds import KINDS
from composer.repository import Repository

ROOT = Path(__file__).parents[2]


def test_a_new_owner_replaces_nothing() -> None:
    settled = pipeline.check(pipeline.settle(Repository(ROOT), "local"))
    kinds = set()
    for event in settled.event_types.values():
        handed_over = replace(event, owner=replace(event.owner, name="another-team"))
        was, will = (compile_graph(one, settled.environment, settled.policies) for one in (event, handed_over))
        changes = diff(was, will)
        assert [change for change in changes if not isinstance(change, Update)] == [], event.name
        kinds |= {resource.type for resource in was.resources if "labels" in resource.inputs}
    assert any(KINDS[kind].immutable(("labels",)) for kind in kinds), "no kind could have been replaced"
