"""The ETL's facet: what it may do, what makes its machines anew, and how many there are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.facets import compile_graph
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType


@cache
def fleet() -> pipeline.Settled:
    return pipeline.settle(Repository(ROOT))


def graph(event: EventType, environment: Environment | None = None) -> ResourceGraph:
    settled = fleet()
    assert settled.environment is not None
    assert settled.policies is not None
    return compile_graph(event, environment or settled.environment, settled.policies)


def inputs(found: ResourceGraph, role: str) -> Any:
    return next(one.inputs for one in found.resources if one.role == role)


def with_etl(**changed: Any) -> Environment:
    environment = fleet().environment
    assert environment is not None
    return replace(environment, etl=replace(environment.etl, **changed))


EVENT = "EndSong"


def test_its_grants_are_these_and_no_more() -> None:
    """Read its subscription, write its landing bucket, read its registration, report: nothing else."""
    member = "serviceAccount:etl-end-song@composer-local.iam.gserviceaccount.com"
    granted = {
        (one.type.rpartition(":")[2], one.inputs["role"])
        for one in graph(fleet().event_types[EVENT]).resources
        if one.inputs.get("member") == member and "cryptoKey" not in one.type
    }
    assert granted == {
        ("SubscriptionIAMMember", "roles/pubsub.subscriber"),
        ("BucketIAMMember", "roles/storage.objectCreator"),
        ("BucketIAMMember", "roles/storage.objectViewer"),
        ("IAMMember", "roles/monitoring.metricWriter"),
        ("IAMMember", "roles/logging.logWriter"),
    }
    condition = inputs(graph(fleet().event_types[EVENT]), "etl-registration")["condition"]["expression"]
    assert condition.endswith('/objects/registrations/EndSong.json"')


def test_another_image_is_another_template_and_touches_nothing_else() -> None:
    event = fleet().event_types[EVENT]
    before, after = graph(event), graph(event, with_etl(image="images.example.com/etl:9"))
    changed = {
        one.role for one, other in zip(before.resources, after.resources, strict=True) if one.inputs != other.inputs
    }
    assert changed == {"etl-template-stable"}
    names = {inputs(found, "etl-template-stable")["name"] for found in (before, after)}
    assert len(names) == 2


def test_a_canary_is_tried_promoted_and_taken_back_by_one_line() -> None:
    event = fleet().event_types[EVENT]
    plain = graph(event)
    trying = graph(event, with_etl(canary="images.example.com/etl:9"))
    versions = inputs(trying, "etl-group")["versions"]
    assert [version["name"] for version in versions] == ["stable", "canary"]
    assert sum("target_size" not in version for version in versions) == 1
    promoted = graph(event, with_etl(image="images.example.com/etl:9"))
    content = {"name", "description"}
    tried, wanted = (
        {key: value for key, value in inputs(found, role).items() if key not in content}
        for found, role in ((trying, "etl-template-canary"), (promoted, "etl-template-stable"))
    )
    assert tried == wanted
    assert graph(event, with_etl(canary="")) == plain


@pytest.mark.parametrize("name", sorted(fleet().event_types))
def test_every_autoscaler_can_carry_the_peak_and_has_a_cap(name: str) -> None:
    event = fleet().event_types[name]
    found = graph(event)
    if not any(one.role == "etl-autoscaler" for one in found.resources):
        assert event.lifecycle.state in {"archived", "deleted"}
        return
    policy = inputs(found, "etl-autoscaler")["autoscaling_policy"]
    policies = fleet().policies
    assert policies is not None
    carried = policy["max_replicas"] * policies.sizing.instance_bytes
    assert carried >= event.traffic.peak * event.traffic.event_bytes
    assert ("metrics" in policy) == (policy["min_replicas"] == 0)
    assert "target_size" not in inputs(found, "etl-group")
