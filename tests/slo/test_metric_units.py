"""Numbers of alerts and objectives say what they count, in plans and in what is explained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from composer.graph import Resource, ResourceGraph, build_graph
from composer.kinds import KINDS
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.plans.owner_changes import with_units
from composer.plans.planning import fleet_changes
from composer.printing import terminal
from composer.printing.blocks import Line
from composer.reports.value_text import change_text
from composer.slo import alert_policy_inputs, filters
from composer.slo.metric_units import unit_at
from composer.units import BytesPerSecond, Count, Percent, PerSecond, Seconds, Share, Times

from .test_slo_proof import fleet

THRESHOLD = ("conditions", 0, "condition_threshold", "threshold_value")
METRICS = fleet()[0].policies.metrics_by_type


def numbers(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where plain numbers stand in inputs."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in numbers(inner, (*path, key))]
    if isinstance(value, list | tuple):
        return [one for index, inner in enumerate(value) for one in numbers(inner, (*path, index))]
    return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_every_number_of_the_fleets_alerts_and_objectives_says_what_it_counts() -> None:
    _, graphs = fleet()
    looked_at, unknown = 0, set()
    for one in (resource for graph in graphs.values() for resource in graph.resources):
        kind = KINDS[one.type]
        for path in numbers(one.inputs):
            rule = kind.rule(path)
            if rule is not None and (rule.type == "number" or rule.metric):
                looked_at += 1
                if unit_at(kind, one.inputs, path, METRICS) is None:
                    unknown.add((one.id, path))
    assert looked_at > 300
    assert unknown == set()


@pytest.mark.parametrize(
    ("metric", "value_type", "unit", "aligner", "counts"),
    [
        ("lateness", "DOUBLE", "s", "ALIGN_MAX", Seconds),
        ("published_events", "INT64", "1", "ALIGN_RATE", PerSecond),
        ("published_events", "INT64", "1", "ALIGN_DELTA", Count),
        ("delivered_ratio", "DOUBLE", "1", "ALIGN_MEAN", Share),
        ("delivered_ratio", "DOUBLE", "10^2.%", "ALIGN_MEAN", Share),
        ("heartbeat", "INT64", "1", "ALIGN_PERCENT_CHANGE", Percent),
        ("heartbeat", "INT64", "By", "ALIGN_RATE", BytesPerSecond),
        ("heartbeat", "INT64", "{furlong}", "ALIGN_MAX", None),
        ("unheard_of", "INT64", "s", "ALIGN_MAX", None),
    ],
)
def test_the_metric_says_it(metric: str, value_type: str, unit: str, aligner: str, counts: type | None) -> None:
    own = {name.rpartition("/")[2]: one for name, one in METRICS.items()}
    type_ = own[metric].type if metric in own else metric
    row = replace(own.get(metric, own["heartbeat"]), value_type=value_type, unit=unit)
    known = {type_: row} if metric in own else {}
    condition = alert_policy_inputs.above(
        "x", f'metric.type="{type_}" AND resource.type="global"', 1, aligner=aligner, period=60
    )
    assert unit_at(ALERT_POLICY, {"conditions": [condition]}, THRESHOLD, known) is counts


def graph(*conditions: object) -> dict[str, ResourceGraph]:
    inputs = {"display_name": "x", "combiner": "OR", "conditions": list(conditions)}
    return {"EndSong": build_graph("EndSong", [Resource("EndSong/alert-x", ALERT_POLICY.token, "x", inputs, "")])}


def alert(seconds: int, rate: float) -> dict[str, ResourceGraph]:
    lateness = next(name for name in METRICS if name.endswith("/lateness"))
    late = f'metric.type="{lateness}" AND resource.type="generic_task"'
    return graph(
        alert_policy_inputs.above("late", late, seconds, aligner="ALIGN_MAX", period=60),
        alert_policy_inputs.burning("burns", filters.burn_rate("slo", 3600), rate),
    )


def test_a_changed_threshold_is_shown_with_its_unit() -> None:
    (owner,) = fleet_changes(alert(21_600, 14.4), alert(90_000, 6.0))
    (change,) = with_units(owner, METRICS).changes
    texts = [change_text(one) for one in change.properties]  # type: ignore[union-attr]
    shown = terminal.plain([Line(text) for text in texts]).replace("\u00a0", " ")
    assert "21600 → 90000  (6h → 25h)" in shown
    assert "14.4 → 6.0  (14.4 times → 6 times)" in shown
    assert Times in {one.unit for one in change.properties}  # type: ignore[union-attr]
