"""The proof that the objectives and alerts of a graph can do what they are for: read from the graph itself.

Every filter is read back and held against the registry of metrics; every objective must be possible to miss and to
keep; every alert is run over series in which delivery is broken, well, or asleep.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.slo import stories, windows
from composer.slo.filters import Burn, Selection, read
from composer.slo.simulate import Above, Burning, Condition, Objective, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.model import Metric
    from composer.slo.stories import Facts

CODES = {
    "ET221": "Objectives and alerts read metrics that somebody writes: name, kind, type and labels are registered.",
    "ET222": "An objective tolerates at least one bad window in its period.",
    "ET223": "An alert tells of broken delivery in time, and of nothing else.",
    "ET224": "A bucket can be closed within the delivery SLO: the SLO is not shorter than the shortest bucket.",
}
SLO = "gcp:monitoring/slo:Slo"
ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
_NUMBERS = frozenset({"INT64", "DOUBLE"})
_COUNTED = frozenset({"DELTA", "CUMULATIVE"})
_NEEDS: Mapping[str, frozenset[str]] = {
    "ALIGN_RATE": _COUNTED,
    "ALIGN_DELTA": _COUNTED,
    "ALIGN_MAX": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_MIN": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_MEAN": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_PERCENT_CHANGE": frozenset({"GAUGE", "DELTA"}),
}
"""The kinds of metrics that an aligner takes: discovery document of monitoring.v3, Aggregation."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot work: a code, the resource's id, what is wrong, and a way out."""

    code: str
    resource: str
    message: str
    hint: str


def findings(graph: ResourceGraph, metrics: Mapping[str, Metric], facts: Facts) -> Iterator[Finding]:
    """Everything wrong with the objectives and alerts of a graph; `metrics` by type."""
    objectives: dict[str, Objective] = {}
    for resource in graph.resources:
        if resource.type == SLO:
            judged = _objective(resource)
            if judged is not None:
                objectives[resource.id] = judged
            yield from _slo(resource, judged, metrics)
    for resource in graph.resources:
        if resource.type == ALERT:
            yield from _alert(resource, objectives, metrics, facts)


def _objective(resource: Resource) -> Objective | None:
    inputs = resource.inputs
    sli = inputs.get("windows_based_sli")
    if sli is None:
        ratio = (inputs.get("request_based_sli") or {}).get("good_total_ratio") or {}
        total = read(ratio.get("total_service_filter", ""))
        return Objective(total.metric, 0, 1.0, None, inputs["goal"]) if isinstance(total, Selection) else None
    mean = sli.get("metric_mean_in_range") or {}
    selected, bounds = read(mean.get("time_series", "")), mean.get("range") or {}
    if not isinstance(selected, Selection):
        return None
    length = int(seconds(sli["window_period"]) or 0)
    return Objective(selected.metric, length, bounds.get("min"), bounds.get("max"), inputs["goal"])


def _slo(resource: Resource, judged: Objective | None, metrics: Mapping[str, Metric]) -> Iterator[Finding]:
    if judged is None:
        yield Finding("ET221", resource.id, "its filter cannot be read", "write it with composer.slo.filters")
        return
    sli = resource.inputs.get("windows_based_sli")
    if sli is None:
        ratio = resource.inputs["request_based_sli"]["good_total_ratio"]
        for filter_ in ratio.values():
            yield from _registered(resource.id, read(filter_), metrics, _COUNTED, "an objective over requests")
        return
    selected = read(sli["metric_mean_in_range"]["time_series"])
    yield from _registered(resource.id, selected, metrics, frozenset({"GAUGE"}), "the mean of a window")
    known = metrics.get(judged.metric)
    if known is not None and known.unit == "s" and judged.high is not None and 2 * judged.length > judged.high:
        yield Finding(
            "ET223",
            resource.id,
            f"a bucket that is twice as late as promised ({_words(int(judged.high))}) can hide in the mean of "
            f"{_words(judged.length)}",
            "judge delivery in windows of at most half the SLO",
        )
    count = windows.PERIOD // judged.length
    if count * (1 - judged.goal) < 1 - 1e-9:
        least = (count - 1) / count
        yield Finding(
            "ET222",
            resource.id,
            f"{judged.goal:g} of {count} windows of {_words(judged.length)} tolerates no bad one: the first that is "
            "late breaks the promise of the month",
            f"promise at most {least:.4f} in importance.yaml",
        )


def _registered(
    where: str, selected: Selection | Burn | None, metrics: Mapping[str, Metric], kinds: frozenset[str], what: str
) -> Iterator[Finding]:
    if not isinstance(selected, Selection):
        yield Finding("ET221", where, "its filter cannot be read", "write it with composer.slo.filters")
        return
    for message, hint in _wrong(selected, metrics.get(selected.metric), kinds, what):
        yield Finding("ET221", where, message, hint)


def _wrong(selected: Selection, metric: Metric | None, kinds: frozenset[str], what: str) -> Iterator[tuple[str, str]]:
    if metric is None:
        hint = "an alert on a metric that nobody writes never fires: add it to metrics.yaml or google_metrics.yaml"
        yield f"nobody writes `{selected.metric}`", hint
        return
    if metric.kind not in kinds or metric.value_type not in _NUMBERS:
        wanted = " or ".join(sorted(kinds))
        yield f"`{selected.metric}` is a {metric.kind} of {metric.value_type}, {what} takes a {wanted} number", ""
    if metric.resource != selected.resource:
        yield f"`{selected.metric}` is written about {metric.resource}, not {selected.resource}", ""
    for label, _ in selected.labels:
        scope, _, name = label.partition(".")
        if name not in (metric.labels if scope == "metric" else metric.resource_labels):
            yield f"`{selected.metric}` has no label `{label}`", "the series it selects are none"


def _alert(
    resource: Resource, objectives: Mapping[str, Objective], metrics: Mapping[str, Metric], facts: Facts
) -> Iterator[Finding]:
    conditions: list[Condition] = []
    for given in resource.inputs["conditions"]:
        condition, problems = _condition(resource.id, given, objectives, metrics, facts)
        yield from problems
        if condition is not None:
            conditions.append(condition)
    if len(conditions) < len(resource.inputs["conditions"]):
        return
    together = resource.inputs["combiner"] == "AND"
    # the size of an Event Type is divided out: policies that differ only there are run once
    known = told(tuple(conditions), together, stories.Facts(facts.slo, facts.ack_deadline))
    if known is None:
        hint = "tell in composer/slo/stories.py what its metric looks like when delivery is broken"
        yield Finding("ET223", resource.id, "whether it fires is not known", hint)
        return
    because = _because(tuple(conditions))
    if known.bad is None:
        words = f"nobody is told when delivery breaks, within {_words(known.within)}"
        yield Finding("ET223", resource.id, words, because)
    for name, at in (("delivery is well", known.good), ("next to nothing happens", known.quiet)):
        if at is not None:
            yield Finding("ET223", resource.id, f"somebody is told while {name}, after {_words(at)}", because)


def _condition(
    where: str,
    given: Mapping[str, Any],
    objectives: Mapping[str, Objective],
    metrics: Mapping[str, Metric],
    facts: Facts,
) -> tuple[Condition | None, list[Finding]]:
    absent = given.get("condition_absent")
    body = given.get("condition_threshold") or absent or {}
    selected = read(body.get("filter", ""))
    if isinstance(selected, Burn):
        objective = objectives.get(selected.slo)
        if objective is None:
            message = f"there is no objective `{selected.slo}` in this graph"
            return None, [Finding("ET221", where, message, "its burn rate would never be written")]
        return Burning(objective, selected.look_back, body["threshold_value"]), []
    aggregation = (body.get("aggregations") or [{}])[0]
    aligner = aggregation.get("per_series_aligner", "ALIGN_MEAN")
    kinds = _NEEDS.get(aligner, frozenset({"GAUGE", "DELTA"}))
    found = list(_registered(where, selected, metrics, kinds, aligner))
    if found or not isinstance(selected, Selection):
        return None, found
    found += _grouped(where, aggregation, selected, metrics[selected.metric])
    known = stories.of(selected.metric, facts)
    unit = known.unit if known else 1.0
    return (
        Above(
            selected.metric,
            aligner,
            int(seconds(aggregation.get("alignment_period", "60s")) or 60),
            round(body.get("threshold_value", 0) / unit, 9),
            int(seconds(body["duration"]) or 0),
            body.get("comparison") == "COMPARISON_LT",
            absent is not None,
        ),
        found,
    )


def _grouped(where: str, aggregation: Mapping[str, Any], selected: Selection, metric: Metric) -> Iterator[Finding]:
    for label in aggregation.get("group_by_fields", ()):
        scope, _, name = label.partition(".")
        known = metric.labels if scope == "metric" else metric.resource_labels
        if name.removeprefix("labels.").removeprefix("label.") not in known:
            yield Finding("ET221", where, f"`{selected.metric}` has no label `{label}` to group by", "")


@lru_cache(maxsize=1024)
def _because(conditions: tuple[Condition, ...]) -> str:
    """How a policy's numbers come about, for the one who has to change them."""
    for condition in conditions:
        if isinstance(condition, Burning):
            objective = condition.objective
            highest = 1 / (1 - objective.goal)
            return (
                f"with the objective {objective.goal:g} no burn rate is above {highest:g}; it fires above "
                f"{condition.rate:g} in {_words(condition.look_back)}: see `reliability` in importance.yaml"
            )
    return "see `reliability` in importance.yaml and the declared traffic"


def _words(length: int) -> str:
    for unit, size in (("d", windows.DAY), ("h", windows.HOUR), ("min", windows.MINUTE)):
        if length % size == 0:
            return f"{length // size} {unit}"
    return f"{length} s"
