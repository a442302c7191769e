"""What is proven of compiled graphs: mutants of golden alerts are caught, and the example fleet's are not."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.facets.alert_policies import at_cap
from composer.facets.facet_context import Context
from composer.graph import ResourceGraph, build_graph
from composer.graph_checks import slo_checks
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.model.known_metrics import OwnMetric
from composer.repository import Repository
from composer.slo import filters, slo_proof
from composer.slo.scenarios import Facts
from tests.graphs import discovery_oracle

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.stages import Checked

ROOT = Path(__file__).parents[2]


@cache
def fleet() -> tuple[Checked, dict[str, ResourceGraph]]:
    settled = pipeline.settle_and_check(Repository(ROOT), "production")
    return settled, pipeline.build(settled)


def codes(graph: ResourceGraph, name: str = "EndSong", slo: int = 0) -> list[str]:
    settled, _ = fleet()
    policies, event = settled.policies, settled.event_types[name]
    assert policies is not None
    metrics = {row.type: row for row in (*policies.metrics, *policies.google_metrics)}
    facts = slo_checks.facts_of(event, graph, policies)
    facts = replace(facts, slo=slo) if slo else facts
    return [result.code for result in slo_proof.findings(graph, metrics, facts)]


def mutated(role: str, change: Callable[[dict[str, Any]], object], name: str = "EndSong") -> ResourceGraph:
    graph = fleet()[1][name]
    changed = []
    for resource in graph.resources:
        if resource.role == role:
            inputs = copy.deepcopy(dict(resource.inputs))
            change(inputs)
            resource = replace(resource, inputs=inputs)  # noqa: PLW2901
        changed.append(resource)
    return build_graph(name, changed)


def threshold(inputs: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return inputs["conditions"][index]["condition_threshold"]


def as_text(inputs: dict[str, Any], old: str, new: str) -> None:
    changed = json.loads(json.dumps(inputs).replace(old, new))
    assert changed != inputs
    inputs.update(changed)


def test_the_example_fleet_is_proven() -> None:
    settled, graphs = fleet()
    assert [name for name in settled.event_types if codes(graphs[name], name)] == []
    assert codes(graphs["platform:production-1"], slo=72 * 3600) == []


MUTANTS: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "threshold out of reach": ("alert-late-fast", lambda i: threshold(i).update(threshold_value=101.0), "ET223"),
    "both look-backs never agree": (
        "alert-late-slow",
        lambda i: threshold(i, 1).update(threshold_value=101.0),
        "ET223",
    ),
    "another objective": ("alert-late-fast", lambda i: threshold(i)["filter"]["$join"].__setitem__(1, "X"), "ET221"),
    "backlog after the SLO": ("alert-backlog", lambda i: threshold(i).update(threshold_value=14_400), "ET223"),
    "backlog of a file being written": ("alert-backlog", lambda i: threshold(i).update(threshold_value=300), "ET223"),
    "backlog that lasts too long": ("alert-backlog", lambda i: threshold(i).update(duration="14400s"), "ET223"),
    "misspelt metric": ("alert-backlog", lambda i: as_text(i, "oldest_unacked", "oldest_unread"), "ET221"),
    "label of another metric": (
        "alert-stream",
        lambda i: as_text(i, "metric.labels.event_type", "metric.labels.type"),
        "ET221",
    ),
    "resource of another metric": (
        "alert-backlog",
        lambda i: as_text(i, "pubsub_subscription", "pubsub_topic"),
        "ET221",
    ),
    "what no writer tells apart": ("alert-stream", lambda i: as_text(i, "generic_task", "global"), "ET221"),
    "rate of a gauge": ("alert-backlog", lambda i: as_text(i, "ALIGN_MAX", "ALIGN_RATE"), "ET221"),
    "dead letters that Pub/Sub itself counts": (
        "etl-subscription",
        lambda i: i.update(dead_letter_policy={"dead_letter_topic": "t", "max_delivery_attempts": 20}),
        "ET703",
    ),
    "the most attempts that Pub/Sub takes": (
        "etl-subscription",
        lambda i: i.update(dead_letter_policy={"dead_letter_topic": "t", "max_delivery_attempts": 100}),
        "ET703",
    ),
    "forgotten before it is repaired": (
        "etl-subscription",
        lambda i: i.update(message_retention_duration="518400s"),
        "ET703",
    ),
    "a day beyond any budget": (
        "alert-stream",
        lambda i: threshold(i, 1).update(threshold_value=120_000 * 50),
        "ET223",
    ),
    "a day as declared": ("alert-stream", lambda i: threshold(i, 1).update(threshold_value=120_000 * 0.9), "ET223"),
    "traffic at peak": ("alert-stream", lambda i: threshold(i).update(threshold_value=300_000 * 0.9), "ET223"),
    "traffic beyond any quota": ("alert-stream", lambda i: threshold(i).update(threshold_value=300_000 * 50), "ET223"),
    "turned round": ("alert-backlog", lambda i: threshold(i).update(comparison="COMPARISON_LT"), "ET223"),
    "no bad window": ("slo-timeliness", lambda i: i.update(goal=0.999), "ET222"),
    "no bad day": ("slo-completeness", lambda i: i.update(goal=0.99), "ET222"),
    "a counter's mean": ("slo-timeliness", lambda i: as_text(i, "/lateness", "/published_events"), "ET221"),
    "window longer than the lateness it shows": (
        "slo-timeliness",
        lambda i: i["windows_based_sli"].update(window_period="86400s"),
        "ET223",
    ),
    "range turned round": (
        "slo-timeliness",
        lambda i: i["windows_based_sli"]["metric_mean_in_range"].update(range={"min": 14_400}),
        "ET223",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str) -> None:
    role, change, code = MUTANTS[name]
    result = codes(mutated(role, change))
    assert code in result


def test_a_condition_of_absence_is_refused_since_it_needs_a_first_point() -> None:
    graph = fleet()[1]["platform:production-1"]
    silent = graph["platform:production-1/alert-event-service-silent"]
    selector = filters.own_metric(OwnMetric.HEARTBEAT, metric_service="event-service")
    aggregation = {"alignment_period": "60s", "per_series_aligner": "ALIGN_MEAN", "cross_series_reducer": "REDUCE_SUM"}
    absent = {"filter": selector, "duration": "600s", "aggregations": [aggregation]}
    condition = {"display_name": "absent", "condition_absent": absent}
    changed = replace(silent, inputs={**silent.inputs, "conditions": [condition]})
    others = [changed if one.id == silent.id else one for one in graph.resources]
    assert codes(build_graph(graph.owner, others), slo=72 * 3600) == ["ET223"]


@pytest.mark.parametrize(("hours", "told"), [(3, False), (24 * 7, True)])
def test_lateness_is_told_while_events_wait_for_their_export(hours: int, told: bool) -> None:
    """Events that leave before the alert would fire let their buckets close without them: nothing is late any more."""
    graph = mutated("etl-subscription", lambda i: i.update(message_retention_duration=f"{hours * 3600}s"))
    settled, _ = fleet()
    policies, event = settled.policies, settled.event_types["EndSong"]
    assert policies is not None
    facts = slo_checks.facts_of(event, graph, policies)
    findings = slo_proof.findings(graph, policies.metrics_by_type, facts)
    silent = {one.resource for one in findings if one.code == "ET223"}
    assert {"EndSong/alert-late-fast", "EndSong/alert-late-slow"} & silent == (
        set() if told else {"EndSong/alert-late-fast", "EndSong/alert-late-slow"}
    )


AT_CAP: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "as it is": (lambda _inputs: None, []),
    "above the cap": (lambda i: threshold(i).update(threshold_value=12), ["ET223"]),
    "any size": (lambda i: threshold(i).update(threshold_value=0), ["ET223"]),
    "any backlog": (lambda i: threshold(i, 1).update(threshold_value=-100), ["ET223"]),
    "in a rollout": (lambda i: threshold(i).update(duration="600s"), ["ET223"]),
    "misspelt group": (lambda i: as_text(i, "instance_group_name", "group_name"), ["ET221"]),
}


@pytest.mark.parametrize("name", AT_CAP)
def test_the_alert_at_the_cap_needs_both_the_cap_and_a_growing_backlog(name: str) -> None:
    settled, _ = fleet()
    event, environment = settled.event_types["EndSong"], settled.environment
    assert environment is not None
    assert settled.policies is not None
    alert = at_cap(Context(event, environment, environment.cells[0], settled.policies), "etl-end-song", 12, 1540)
    inputs = copy.deepcopy(dict(alert.inputs))
    change, expected = AT_CAP[name]
    change(inputs)
    metrics = {row.type: row for row in (*settled.policies.metrics, *settled.policies.google_metrics)}
    facts = Facts(event.delivery.slo, event.delivery.ack_deadline, event.traffic.peak, cap=12)
    graph = build_graph("EndSong", [replace(alert, inputs=inputs)])
    assert [result.code for result in slo_proof.findings(graph, metrics, facts)] == expected


@pytest.mark.parametrize("owner", ["EndSong", "AdClicked", "platform:production-1"])
def test_dashboards_are_what_googles_document_describes(owner: str) -> None:
    for resource in fleet()[1][owner].resources:
        if resource.type.endswith(":Dashboard"):
            shown = resource.inputs["dashboard_json"]["$json"]
            schema = {"$ref": "Dashboard"}
            assert [*discovery_oracle.value_refusals("monitoring.v1", shown, schema, "dashboard")] == []


def test_nothing_of_low_importance_pages() -> None:
    settled, graphs = fleet()
    for name, event in settled.event_types.items():
        for resource in graphs[name].resources:
            if resource.type == ALERT_POLICY.token and event.importance == "low":
                assert "channel-page" not in json.dumps(resource.inputs["notification_channels"])
                assert resource.inputs["severity"] == "WARNING"


def test_only_what_is_urgent_pages() -> None:
    _, graphs = fleet()
    pages = {
        resource.role
        for resource in graphs["EndSong"].resources
        if resource.type == ALERT_POLICY.token
        and "channel-page" in json.dumps(resource.inputs["notification_channels"])
    }
    assert pages == {"alert-late-fast", "alert-backlog", "alert-at-cap"}
