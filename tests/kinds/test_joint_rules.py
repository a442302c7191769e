"""What Google refuses of two resources together is said when they are compiled."""

from __future__ import annotations

from composer.diagnostics import Span
from composer.graph import Resource, build_graph
from composer.graph_checks.provider_checks import refusals

TEMPLATE = "projects/p/regions/europe-west1/instanceTemplates/etl"


def result(**more: object) -> list[str]:
    group = {
        "name": "etl",
        "base_instance_name": "etl",
        "versions": [{"instance_template": TEMPLATE}],
        **more,
    }
    scaler = {
        "name": "etl",
        "target": {"$ref": "EndSong/etl-group", "output": "id"},
        "autoscaling_policy": {"min_replicas": 1, "max_replicas": 3},
    }
    kinds = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
    resources = (
        Resource("EndSong/etl-group", kinds, "etl", group, because=""),
        Resource("EndSong/etl-autoscaler", "gcp:compute/regionAutoscaler:RegionAutoscaler", "etl", scaler, because=""),
    )
    return [diagnostic.message for diagnostic in refusals(build_graph("EndSong", resources), Span("a.yaml", 1, 1))]


def test_an_autoscaled_group_without_a_size_is_fine() -> None:
    assert result() == []


def test_an_autoscaled_group_with_a_size_is_refused() -> None:
    (message,) = result(target_size=3)
    assert "Google would refuse `EndSong/etl-group`: The target_size of" in message
