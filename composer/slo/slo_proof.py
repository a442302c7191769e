"""The proof that the objectives and alerts of a graph can do what they are for: read from the graph itself.

Every filter, of dashboards too, is read back and held against the registry of metrics; every objective must be possible
to miss and to keep; every alert is run over series in which delivery is broken, well, or asleep.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from composer.graph import is_shared
from composer.kinds.formats import seconds
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.dashboard_document import DASHBOARD
from composer.kinds.monitoring.service_level import SLO
from composer.slo import drain, scenarios, windows
from composer.slo.conditions import Above, Burning, Objective
from composer.slo.filters import Burn, Selection, read, rendered, window
from composer.slo.metric_registry import COUNTED, Finding, KnownMetric, registered, selected
from composer.slo.simulate import outcome
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.model import Metric
    from composer.slo.conditions import Condition
    from composer.slo.scenarios import Facts
    from composer.slo.simulate import Notification


def findings(
    graph: ResourceGraph, metrics: Mapping[str, Metric], facts: Facts, slos: Mapping[str, int] | None = None
) -> Iterator[Finding]:
    """Everything wrong with the objectives, alerts and dashboards of a graph."""
    context = KnownMetric(metrics, facts, slos or {}, "" if is_shared(graph.owner) else graph.owner)
    yield from drain.drained(graph, facts.slo + facts.recovery)
    objectives = objectives_of(graph)
    for resource in graph.resources:
        if resource.type == SLO.token:
            yield from _slo(resource, objectives.get(resource.id), context)
    for resource in graph.resources:
        if resource.type == ALERT_POLICY.token:
            yield from _alert(resource, objectives, context)
        elif resource.type == DASHBOARD.token:
            yield from _dashboard(resource, context)


def objectives_of(graph: ResourceGraph) -> dict[str, Objective]:
    """The objectives of a graph whose filters can be read, by the id of their resource."""
    objectives = {resource.id: _objective(resource) for resource in graph.resources if resource.type == SLO.token}
    return {name: objective for name, objective in objectives.items() if objective is not None}


def _objective(resource: Resource) -> Objective | None:
    inputs = resource.inputs
    sli = inputs.get("windows_based_sli")
    if sli is None:
        ratio = (inputs.get("request_based_sli") or {}).get("good_total_ratio") or {}
        total = read(ratio.get("total_service_filter", ""))
        return Objective(total.metric, 0, 1.0, None, inputs["goal"]) if isinstance(total, Selection) else None
    mean = sli.get("metric_mean_in_range") or {}
    selection, bounds = read(mean.get("time_series", "")), mean.get("range") or {}
    if not isinstance(selection, Selection):
        return None
    length = int(seconds(sli["window_period"]) or 0)
    return Objective(selection.metric, length, bounds.get("min"), bounds.get("max"), inputs["goal"])


def _slo(resource: Resource, judged: Objective | None, context: KnownMetric) -> Iterator[Finding]:
    if judged is None:
        yield Finding("ET221", resource.id, "its filter cannot be read", "write it with composer.slo.filters")
        return
    sli = resource.inputs.get("windows_based_sli")
    if sli is None:
        ratio = resource.inputs["request_based_sli"]["good_total_ratio"]
        for filter_ in ratio.values():
            yield from registered(resource.id, read(filter_), context, COUNTED, "an objective over requests")
        return
    selection = read(sli["metric_mean_in_range"]["time_series"])
    yield from registered(resource.id, selection, context, frozenset({"GAUGE"}), "the mean of a window")
    metric = context.metrics.get(judged.metric)
    if metric is not None and metric.unit == "s" and judged.high is not None and 2 * judged.length > judged.high:
        yield Finding(
            "ET223",
            resource.id,
            f"a bucket that is twice as late as promised ({Seconds(int(judged.high)).parts}) can hide in the mean of "
            f"{Seconds(judged.length).parts}",
            "judge delivery in windows of at most half the SLO",
        )
    count = windows.PERIOD // judged.length
    if count * (1 - judged.goal) < 1 - 1e-9:
        least = (count - 1) / count
        yield Finding(
            "ET222",
            resource.id,
            f"{judged.goal:g} of {count} windows of {Seconds(judged.length).parts} tolerates no bad one: the first "
            "that is late breaks the promise of the month",
            f"promise at most {least:.4f} in importance.yaml",
        )


def _dashboard(resource: Resource, context: KnownMetric) -> Iterator[Finding]:
    """A chart that stays empty is found when somebody needs it: its filters are held against the registry, too."""
    for tile in resource.inputs["dashboard_json"]["$json"]["mosaicLayout"]["tiles"]:
        for shown in tile["widget"].get("xyChart", {}).get("dataSets", ()):
            query = shown["timeSeriesQuery"]["timeSeriesFilter"]
            yield from selected(resource.id, query["filter"], _snake(query["aggregation"]), context)


def _snake(aggregation: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "per_series_aligner": aggregation["perSeriesAligner"],
        "group_by_fields": aggregation.get("groupByFields", ()),
    }


def conditions_of(
    resource: Resource, objectives: Mapping[str, Objective], context: KnownMetric
) -> tuple[tuple[Condition, ...], list[Finding]]:
    """The conditions of an alert policy, and what keeps others from being read."""
    results = [_condition(resource.id, given, objectives, context) for given in resource.inputs["conditions"]]
    return tuple(one for one, _ in results if one is not None), [problem for _, wrong in results for problem in wrong]


def _alert(resource: Resource, objectives: Mapping[str, Objective], context: KnownMetric) -> Iterator[Finding]:
    conditions, problems = conditions_of(resource, objectives, context)
    yield from problems
    if len(conditions) < len(resource.inputs["conditions"]):
        return
    ran = run(resource, conditions, context)
    if ran is None:
        hint = "tell in composer/slo/scenarios.py what its metric looks like when delivery is broken"
        yield Finding("ET223", resource.id, "whether it fires is not known", hint)
        return
    because = _because(conditions)
    if ran.bad is None:
        message = f"nobody is told when delivery breaks, within {Seconds(ran.within).parts}"
        yield Finding("ET223", resource.id, message, because)
    if not ran.over:
        yield Finding("ET223", resource.id, "its incident goes on long after delivery is well again", because)
    for name, at in (("delivery is well", ran.good), ("next to nothing happens", ran.quiet)):
        if at is not None:
            yield Finding("ET223", resource.id, f"somebody is told while {name}, after {Seconds(at).parts}", because)


def run(resource: Resource, conditions: tuple[Condition, ...], context: KnownMetric) -> Notification | None:
    """Run an alert policy through the stories of its metrics; None if somebody has yet to tell one."""
    facts = context.facts
    for given in resource.inputs["conditions"]:
        facts = _about(given, facts, context)
    return outcome(conditions, resource.inputs["combiner"] == "AND", _sizeless(facts, conditions))


def _about(given: Mapping[str, Any], facts: Facts, context: KnownMetric) -> Facts:
    """The facts of the level of importance that a condition selects, if it does."""
    selection = read(_filter(_body(given)))
    level = dict(selection.labels).get("metric.importance", "") if isinstance(selection, Selection) else ""
    return replace(facts, slo=context.slos[level]) if level in context.slos else facts


def _body(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body of a condition, whichever of the kinds that we read it is."""
    kinds = ("condition_threshold", "condition_absent", "condition_prometheus_query_language")
    return next((given[kind] for kind in kinds if given.get(kind)), {})


def _filter(body: Mapping[str, Any]) -> Any:
    return body.get("filter") or body.get("query", "")


def _sizeless(facts: Facts, conditions: tuple[Condition, ...]) -> Facts:
    """The same without the size of the Event Type, which thresholds are divided by: policies that differ only there
    are run once. Where there is so little traffic that a few events at once are more than a peak, it matters."""
    watched = {one.metric.rpartition("/")[2] for one in conditions if isinstance(one, Above)}
    if "published_events" in watched and facts.average < max(facts.unnoticed, scenarios.BURST / 600):
        return replace(facts, cap=1.0)
    return replace(facts, peak=1.0, average=1.0, cap=1.0, unnoticed=0.0)


def _condition(
    where: str, given: Mapping[str, Any], objectives: Mapping[str, Objective], context: KnownMetric
) -> tuple[Condition | None, list[Finding]]:
    body = _body(given)
    selection, looks = read(_filter(body)), window(rendered(_filter(body)))
    if isinstance(selection, Burn):
        objective = objectives.get(selection.slo)
        if objective is None:
            message = f"there is no objective `{selection.slo}` in this graph"
            return None, [Finding("ET221", where, message, "its burn rate would never be written")]
        lasting, below = int(seconds(body["duration"]) or 0), body.get("comparison") == "COMPARISON_LT"
        return Burning(objective, selection.look_back, body["threshold_value"], lasting, below), []
    aggregation = (body.get("aggregations") or [{}])[0]
    problems = selected(where, _filter(body), aggregation, context)
    if problems or not isinstance(selection, Selection):
        return None, problems
    period = looks or int(seconds(aggregation.get("alignment_period", "60s")) or 60)
    story = scenarios.of(selection.metric, context.facts, period)
    unit = story.unit if story else 1.0
    condition = Above(
        selection.metric,
        aggregation.get("per_series_aligner", "ALIGN_MEAN"),
        period,
        round(body.get("threshold_value", 0) / unit, 9),
        int(seconds(body["duration"]) or 0),
        body.get("comparison") == "COMPARISON_LT",
        not body.get("comparison"),
        bool(given.get("condition_absent")),
        dict(selection.labels).get("metric.result", ""),
    )
    return condition, []


@lru_cache(maxsize=1024)
def _because(conditions: tuple[Condition, ...]) -> str:
    """The origin of a policy's numbers, for the one who has to change them."""
    for condition in conditions:
        if isinstance(condition, Burning):
            objective = condition.objective
            highest = 1 / (1 - objective.goal)
            return (
                f"with the objective {objective.goal:g} no burn rate is above {highest:g}; it fires above "
                f"{condition.rate:g} in {Seconds(condition.look_back).parts}: see `reliability` in importance.yaml"
            )
    return "see `reliability` in importance.yaml (`backlog`, `traffic`, `unnoticed`), and the declared traffic"
