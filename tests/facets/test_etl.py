"""The ETL's facet: what it may do, what makes its machines anew, and how many there are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer import pipeline
from composer.facets import compile_graph
from composer.model.lifecycle import states_of
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType
    from composer.stages import Checked


@cache
def fleet() -> Checked:
    return pipeline.settle_and_check(Repository(ROOT))


def graph(event: EventType, environment: Environment | None = None) -> ResourceGraph:
    settled = fleet()
    assert settled.environment is not None
    assert settled.policies is not None
    return compile_graph(event, environment or settled.environment, settled.policies)


def inputs(result: ResourceGraph, role: str) -> Any:
    return next(one.inputs for one in result.resources if one.role == role)


def with_etl(**changed: Any) -> Environment:
    environment = fleet().environment
    assert environment is not None
    return replace(environment, etl=replace(environment.etl, **changed))


EVENT = "EndSong"


def test_its_grants_are_these_and_no_more() -> None:
    """Read its subscription, put aside what it cannot decode, write its landing bucket: nothing else of its own."""
    member = "serviceAccount:etl-end-song@composer-local.iam.gserviceaccount.com"
    granted = {
        (one.type.rpartition(":")[2], one.inputs["role"])
        for one in graph(fleet().event_types[EVENT]).resources
        if one.inputs.get("member") == member and "cryptoKey" not in one.type
    }
    assert granted == {
        ("SubscriptionIAMMember", "roles/pubsub.subscriber"),
        ("TopicIAMMember", "roles/pubsub.publisher"),
        ("SchemaIamMember", "roles/pubsub.viewer"),
        ("BucketIAMMember", "roles/storage.objectCreator"),
    }


def test_another_image_is_another_template_and_touches_nothing_else() -> None:
    event = fleet().event_types[EVENT]
    before, after = graph(event), graph(event, with_etl(image="images.example.com/etl:9"))
    changed = {
        one.role for one, other in zip(before.resources, after.resources, strict=True) if one.inputs != other.inputs
    }
    assert changed == {"etl-template-stable"}
    names = {inputs(result, "etl-template-stable")["name"] for result in (before, after)}
    assert len(names) == 2


def test_a_canary_is_tried_promoted_and_taken_back_by_one_line() -> None:
    event = fleet().event_types[EVENT]
    plain = graph(event)
    trying = graph(event, with_etl(canary="images.example.com/etl:9", canary_percent=100))
    versions = inputs(trying, "etl-group")["versions"]
    assert [version["name"] for version in versions] == ["stable", "canary"]
    assert [version.get("target_size") for version in versions] == [None, {"fixed": 1}]
    promoted = graph(event, with_etl(image="images.example.com/etl:9"))
    content = {"name", "description"}
    tried, expected = (
        {key: value for key, value in inputs(result, role).items() if key not in content}
        for result, role in ((trying, "etl-template-canary"), (promoted, "etl-template-stable"))
    )
    assert tried == expected
    assert graph(event, with_etl(canary="")) == plain


def trying(percent: int) -> set[str]:
    environment = with_etl(canary="images.example.com/etl:9", canary_percent=percent)
    results = {name: graph(event, environment) for name, event in fleet().event_types.items()}
    return {name for name, one in results.items() if any(part.role == "etl-template-canary" for part in one.resources)}


def test_a_canary_is_tried_by_a_share_of_the_groups_and_a_larger_share_adds_to_them() -> None:
    shares = [trying(percent) for percent in (1, 10, 30, 60, 100)]
    running = {name for name, event in fleet().event_types.items() if event.lifecycle.state in states_of("etl")}
    assert all(less <= more for less, more in pairwise(shares))
    assert 0 < len(shares[2]) < len(running)
    assert shares[-1] == running


def test_an_environment_caps_machines_and_its_alert_knows() -> None:
    event = fleet().event_types[EVENT]
    capped = graph(event, with_etl(max_machines=7))
    assert inputs(capped, "etl-autoscaler")["autoscaling_policy"]["max_replicas"] == 7
    assert inputs(capped, "alert-at-cap")["conditions"][0]["condition_threshold"]["threshold_value"] == 6.5
    assert graph(event, with_etl(max_machines=2000)) == graph(event)


def test_its_health_check_gets_through_and_it_stops_in_the_time_that_google_gives() -> None:
    template = inputs(graph(fleet().event_types[EVENT]), "etl-template-stable")
    config = yaml.safe_load(template["metadata"]["user-data"])
    unit = config["write_files"][0]["content"]
    port = inputs(graph(fleet().event_types[EVENT]), "etl-health")["http_health_check"]["port"]
    assert f"iptables -w -A INPUT -p tcp --dport {port} -j ACCEPT" in unit
    assert f"--health-port={port}" in unit
    assert "docker stop --time 80" in unit
    assert "TimeoutStopSec=90" in unit


@pytest.mark.parametrize("name", sorted(fleet().event_types))
def test_every_autoscaler_can_carry_the_peak_and_has_a_cap(name: str) -> None:
    event = fleet().event_types[name]
    result = graph(event)
    if not any(one.role == "etl-autoscaler" for one in result.resources):
        assert event.lifecycle.state in {"archived", "deleted"}
        return
    policy = inputs(result, "etl-autoscaler")["autoscaling_policy"]
    policies = fleet().policies
    assert policies is not None
    carried = policy["max_replicas"] * policies.sizing.instance_bytes
    assert carried >= event.traffic.peak * event.traffic.event_bytes
    assert ("metrics" in policy) == (policy["min_replicas"] == 0)
    assert "target_size" not in inputs(result, "etl-group")
