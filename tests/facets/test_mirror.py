"""Staging: its topics receive a copy of production's events, and production knows nothing of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from composer import pipeline
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from composer.graph import ResourceGraph

SOURCE = "serviceAccount:event-service@example-events-production.iam.gserviceaccount.com"


@cache
def graphs(environment: str) -> dict[str, ResourceGraph]:
    return pipeline.build(pipeline.check(pipeline.settle(Repository(ROOT), environment)))


def registration(environment: str, name: str) -> dict[str, Any]:
    result: dict[str, Any] = graphs(environment)[name][f"{name}/registration"].inputs["content"]["$json"]
    return result


def test_every_topic_that_takes_events_takes_those_of_production() -> None:
    for name, graph in graphs("staging").items():
        if name.startswith("platform:"):
            continue
        grants = [one.inputs for one in graph.resources if one.inputs.get("member") == SOURCE]
        topic = any(one.role == "topic" for one in graph.resources)
        assert [one["role"] for one in grants] == ["roles/pubsub.publisher"] * topic, name
        assert all(one["topic"] == {"$ref": f"{name}/topic", "output": "name"} for one in grants)


def test_its_registry_tells_productions_event_service_where_to() -> None:
    reader = graphs("staging")["platform:staging-1"]["platform:staging-1/registry-mirror-reader"]
    assert (reader.inputs["member"], reader.inputs["role"]) == (SOURCE, "roles/storage.objectViewer")
    actual = registration("staging", "EndSong")
    assert actual["mirrors"] == "production"
    assert actual["delivery"]["topic"] == "projects/example-events-staging/topics/event.EndSong"


def test_nothing_of_production_depends_on_its_mirror() -> None:
    assert "mirrors" not in registration("production", "EndSong")
    assert "example-events-staging" not in str([graph.to_json() for graph in graphs("production").values()])


def test_it_is_as_large_as_what_it_mirrors() -> None:
    caps = [
        graphs(environment)["EndSong"]["EndSong/etl-autoscaler"].inputs["autoscaling_policy"]
        for environment in ("production", "staging")
    ]
    assert caps[0] == caps[1]
