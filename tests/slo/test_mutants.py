"""Every condition of every alert is spoilt in every way that this module knows: the proof has to notice each."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from composer.graph import FOUNDATION, build_graph
from composer.graph.graph import BrokenGraphError
from composer.graph_checks import slo_checks
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.dashboard_document import DASHBOARD
from composer.kinds.monitoring.service_level import SLO
from composer.slo import slo_proof
from composer.slo.scenarios import Facts
from tests.slo.test_slo_proof import fleet, mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.graph import Resource, ResourceGraph

OWNERS = ("EndSong", "PlaylistChanged", "PaymentSettled", "platform:production-1")
"""Of high importance and finance-bearing, in daily buckets, with hardly any traffic; and what a cell shares."""


def result(graph: ResourceGraph) -> list[slo_proof.Finding]:
    settled, _ = fleet()
    policies, event = settled.policies, settled.event_types.get(graph.owner)
    assert policies is not None
    metrics = {row.type: row for row in (*policies.metrics, *policies.google_metrics)}
    if event:
        return [*slo_proof.findings(graph, metrics, slo_checks.facts_of(event, graph, policies))]
    slos = {str(level): row.slo for level, row in policies.delivery.items()}
    return [*slo_proof.findings(graph, metrics, Facts(max(slos.values())), slos)]


def body(condition: dict[str, Any]) -> dict[str, Any]:
    return condition.get("condition_threshold") or condition["condition_prometheus_query_language"]


def misspelt(filter_: Any) -> Any:
    text = json.dumps(filter_)
    for part in ("event_delivery/", "subscription/", "instance_group/", "/slo-"):
        text = text.replace(part, f"{part}x")
    return json.loads(text)


THRESHOLDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "never": lambda one: one.update(threshold_value=one["threshold_value"] * 1000 + 1000),
    "always": lambda one: one.update(threshold_value=one["threshold_value"] / 1000 - 1),
    "turned round": lambda one: one.update(comparison="COMPARISON_LT"),
    "for ten days": lambda one: one.update(duration="864000s"),
}
ANY: dict[str, Callable[[dict[str, Any]], object]] = {
    "misspelt": lambda one: one.update(filter=misspelt(one["filter"])),
    "of everybody": lambda one: one.update(
        filter=re.sub(r" AND (metric|resource)\.labels.*", "", one["filter"])
        if isinstance(one["filter"], str)
        else misspelt(one["filter"])
    ),
    "for a day": lambda one: one.update(duration="82800s"),
}


QUERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "misspelt": lambda one: one.update(query=misspelt(one["query"])),
    "about something else": lambda one: one.update(query=one["query"].replace("generic_task", "global")),
    "of everybody": lambda one: one.update(query=re.sub(r', service="[^"]*"', "", one["query"])),
    "turned round": lambda one: one.update(query=one["query"].replace("absent", "present")),
    "for a day": lambda one: one.update(duration="82800s"),
}


def mutants(alert: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    conditions = alert.inputs["conditions"]
    for index, condition in enumerate(conditions):
        ways = {**ANY, **THRESHOLDS} if "condition_threshold" in condition else QUERIES
        for name, change in ways.items():
            inputs = copy.deepcopy(dict(alert.inputs))
            change(body(inputs["conditions"][index]))
            if inputs != dict(alert.inputs):
                yield f"{alert.id}: condition {index} {name}", inputs
        if alert.inputs["combiner"] == "AND" and len(conditions) > 1:
            inputs = copy.deepcopy(dict(alert.inputs))
            del inputs["conditions"][index]
            yield f"{alert.id}: condition {index} gone", inputs
    if len(conditions) > 1:
        other = {"AND": "OR", "OR": "AND"}[alert.inputs["combiner"]]
        yield f"{alert.id}: {other}", {**alert.inputs, "combiner": other}


HARMLESS = {
    "platform:production-1/alert-late-low: condition 0 of everybody",  # each Event Type's lateness is still its own
    "platform:production-1/alert-late-low: condition 0 for a day",  # there is time until twice the SLO
    # a day that stays bad is told a day later, long before the month's are spent
    *(f"{name}/alert-audit: condition {index} for a day" for name in ("EndSong", "PaymentSettled") for index in (0, 1)),
    # two windows of six hours: with the whole budget of both, the last one is always bad
    "PlaylistChanged/alert-late-fast: condition 1 always",
    "PlaylistChanged/alert-late-fast: condition 1 gone",
}


@pytest.mark.parametrize("owner", OWNERS)
def test_no_mutant_survives(owner: str) -> None:
    graph = fleet()[1][owner]
    assert result(graph) == []
    survivors = set()
    for alert in (one for one in graph.resources if one.type == ALERT_POLICY.token):
        for name, inputs in mutants(alert):
            others = [replace(one, inputs=inputs) if one.id == alert.id else one for one in graph.resources]
            try:
                if not result(build_graph(owner, others)):
                    survivors.add(name)
            except BrokenGraphError:
                continue  # it names an objective that is not there
    assert survivors == {name for name in HARMLESS if name.startswith(f"{owner}/")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("event_delivery/lateness", "event_delivery/latness"),
        ("ALIGN_RATE", "ALIGN_MEAN"),
        ("metric.label.reason", "metric.label.why"),
        ('event_type="EndSong"', 'event_type="EndSongs"'),
    ],
)
def test_a_chart_that_stays_empty_is_found(old: str, new: str) -> None:
    def change(inputs: dict[str, Any]) -> None:
        text = json.dumps(inputs)
        assert json.dumps(old)[1:-1] in text
        inputs.update(json.loads(text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])))

    assert "ET221" in [one.code for one in result(mutated("dashboard", change))]


def test_what_is_promised_can_be_kept_from_the_subscription() -> None:
    """Until delivery was missed and then repaired, every event is still there."""
    settled, graphs = fleet()
    for name, event in settled.event_types.items():
        for resource in graphs[name].resources:
            if resource.role == "etl-subscription":
                kept = int(resource.inputs["message_retention_duration"].removesuffix("s"))
                assert kept >= event.delivery.slo + event.delivery.recovery


def test_every_graph_has_dashboards_of_its_own() -> None:
    settled, graphs = fleet()
    for owner, graph in graphs.items():
        event = settled.event_types.get(owner)
        watched = event is None or any(one.type == SLO.token for one in graph.resources)
        watched = watched and not owner.startswith(FOUNDATION)
        assert sum(one.type == DASHBOARD.token for one in graph.resources) == int(watched)
