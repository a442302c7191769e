"""What a refresh finds, told by what becomes of the data: destroyed, gone already, or neither."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.cli.refresh_gate import drift
from composer.engine.applied_graphs import _from_state
from composer.engine.events import ResourceDone
from composer.graph.graph_changes import Create, Delete, Replace, Update
from tests.engine import fleets
from tests.graphs.test_golden import graphs

if TYPE_CHECKING:
    from pathlib import Path

    from composer.engine.desired import Request
    from composer.graph import ResourceGraph

GRAPH = fleets.event_type()


def recorded(tmp_path: Path, graph: ResourceGraph) -> Request:
    """A run over a graph that was applied as it is."""
    record = _from_state(graph.owner, f"local.{graph.owner}", graph)
    return replace(fleets.request(tmp_path, graph), records={graph.owner: record})


@pytest.mark.parametrize(
    ("resource", "operation", "message"),
    [
        ("bucket", "created", "Played/bucket IS GONE, and would be created empty"),
        ("bucket", "replaced", "Played/bucket would be replaced  DESTROYS DATA"),
        (
            "bucket",
            "deleted after its replacement",
            "Played/bucket would be deleted after its replacement  DESTROYS DATA",
        ),
        ("subscription", "deleted", "Played/subscription would be deleted  DESTROYS DATA"),
        ("subscription", "updated", "Played/subscription would be updated"),
        ("topic", "created", "Played/topic would be created"),
        ("topic", "replaced", "Played/topic would be replaced"),
    ],
)
def test_it_is_told_by_what_becomes_of_the_data(tmp_path: Path, resource: str, operation: str, message: str) -> None:
    request = recorded(tmp_path, GRAPH)
    (result,) = drift([ResourceDone("local.Played", f"Played/{resource}", operation)], request)
    assert result.message == message
    assert (result.hazard is not None) == ("DESTROYS" in message or "GONE" in message) == ("hazard" in result.to_json())


def test_what_never_was_is_not_gone(tmp_path: Path) -> None:
    (result,) = drift([ResourceDone("local.Played", "Played/bucket", "created")], fleets.request(tmp_path, GRAPH))
    assert result.hazard is None


@pytest.mark.parametrize(
    ("planned", "operation", "lost"),
    [
        ("update", "updated", None),
        ("update", "replaced", True),
        ("update", "created", True),
        ("update", "deleted", True),
        ("create", "created", None),
        ("replace", "replaced", None),
        ("replace", "deleted after its replacement", None),
        ("delete", "deleted", None),
        ("nothing", "updated", False),
    ],
)
def test_a_plan_has_judged_only_what_it_planned(
    tmp_path: Path, planned: str, operation: str, lost: bool | None
) -> None:
    """A label is planned, and meanwhile somebody made the bucket elsewhere: it would be replaced, which no plan said."""
    request = recorded(tmp_path, GRAPH)
    bucket = next(one for one in GRAPH.resources if one.id == "Played/bucket")
    change = {
        "update": Update(bucket, bucket, ()),
        "create": Create(bucket),
        "replace": Replace(bucket, bucket, ()),
        "delete": Delete(bucket),
        "nothing": None,
    }[planned]
    result = drift([ResourceDone("local.Played", "Played/bucket", operation)], request, [change] if change else [])
    assert [one.hazard is not None for one in result] == ([] if lost is None else [lost])


@pytest.mark.parametrize(
    ("resource", "field", "hazard"),
    [
        ("etl-subscription", "messageRetentionDuration", True),
        ("topic", "messageRetentionDuration", True),
        ("delivered-bucket", "lifecycleRules", True),
        ("delivered-bucket", "labels", False),
        ("topic", "labels", False),
        ("etl-subscription", "ackDeadlineSeconds", False),
    ],
)
def test_setting_back_how_long_events_are_kept_is_a_hazard(
    tmp_path: Path, resource: str, field: str, hazard: bool
) -> None:
    """Somebody kept a backlog for longer in an outage: to set that back deletes it."""
    graph = graphs("local")["EndSong"]
    request = recorded(tmp_path, graph)
    (result,) = drift([ResourceDone("local.EndSong", f"EndSong/{resource}", "updated", "", (field,))], request)
    assert (result.hazard is not None) is hazard
    assert ("MAY DELETE EVENTS" in result.message) is hazard
    assert result.hazard is None or result.hazard.code == "ET807"
