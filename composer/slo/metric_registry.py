"""Filters of compiled graphs, held against the registry of metrics: does somebody write what they select?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.model.metric import WRITER
from composer.slo.filters import Selection, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.model import Metric
    from composer.slo.filters import Burn
    from composer.slo.scenarios import Facts

_NUMBERS = frozenset({"INT64", "DOUBLE"})
COUNTED = frozenset({"DELTA", "CUMULATIVE"})
_NEEDS: Mapping[str, frozenset[str]] = {
    "ALIGN_RATE": COUNTED,
    "ALIGN_DELTA": COUNTED,
    "ALIGN_MAX": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_MIN": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_MEAN": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_PERCENT_CHANGE": frozenset({"GAUGE", "DELTA"}),
    "ALIGN_COUNT_TRUE": frozenset({"GAUGE"}),
}
"""The kinds of metrics that an aligner takes: discovery document of monitoring.v3, Aggregation."""
_OF_TRUTHS = frozenset({"ALIGN_COUNT_TRUE"})
"""Aligners that take points of true and false; all others take numbers. As above."""


_APART = {"service": "what all services write", "severity": "what went well, too", "status": "what went well, too"}
"""Labels of metrics without which a series says nothing about what a cell shares."""
KNOWN = frozenset({*OwnMetric, *GoogleMetric})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot work: a code, the resource's id, what is wrong, and a way out."""

    code: str
    resource: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """What a graph is judged by. `metrics` by type; `slos` of alerts that are about a level of importance, by its
    name; `owner`: the Event Type whose graph it is, "" for a platform's."""

    metrics: Mapping[str, Metric]
    facts: Facts
    slos: Mapping[str, int]
    owner: str


def selected(where: str, filter_: Any, aggregation: Mapping[str, Any], context: KnownMetric) -> list[Finding]:
    """Judge the series that are selected, aligned and grouped."""
    selection = read(filter_)
    aligner = aggregation.get("per_series_aligner", "ALIGN_MEAN")
    problems = list(registered(where, selection, context, _NEEDS.get(aligner, frozenset({"GAUGE", "DELTA"})), aligner))
    if isinstance(selection, Selection) and selection.metric in context.metrics:
        metric = context.metrics[selection.metric]
        problems += _grouped(where, aggregation, selection, metric)
        problems += _foreign(where, aggregation, selection, metric, context.owner)
    return problems


def registered(
    where: str, selection: Selection | Burn | None, context: KnownMetric, kinds: frozenset[str], what: str
) -> Iterator[Finding]:
    """Check that a metric is registered with the kind, type, resource and labels it is used with."""
    if not isinstance(selection, Selection):
        yield Finding("ET221", where, "its filter cannot be read", "write it with composer.slo.filters")
        return
    if selection.metric in KNOWN and selection.metric not in context.metrics:
        return  # that its row is missing is said once, where it should stand (ET707)
    for message, hint in _wrong(selection, context.metrics.get(selection.metric), kinds, what):
        yield Finding("ET221", where, message, hint)


def _wrong(selection: Selection, metric: Metric | None, kinds: frozenset[str], what: str) -> Iterator[tuple[str, str]]:
    if metric is None:
        hint = "an alert on a metric that nobody writes never fires: add it to metrics.yaml or google_metrics.yaml"
        yield f"nobody writes `{selection.metric}`", hint
        return
    values, called = (frozenset({"BOOL"}), "of BOOL") if what in _OF_TRUTHS else (_NUMBERS, "number")
    if metric.kind not in kinds or metric.value_type not in values:
        expected = " or ".join(sorted(kinds))
        yield f"`{selection.metric}` is a {metric.kind} of {metric.value_type}, {what} takes a {expected} {called}", ""
    if metric.resource != selection.resource:
        yield f"`{selection.metric}` is written about {metric.resource}, not {selection.resource}", ""
    for label, _ in selection.labels:
        scope, _, name = label.partition(".")
        if name not in (metric.labels if scope == "metric" else metric.resource_labels):
            yield f"`{selection.metric}` has no label `{label}`", "the series it selects are none"


def _grouped(where: str, aggregation: Mapping[str, Any], selection: Selection, metric: Metric) -> Iterator[Finding]:
    for label in aggregation.get("group_by_fields", ()):
        scope, _, name = label.partition(".")
        labels = metric.labels if scope == "metric" else metric.resource_labels
        if name.removeprefix("labels.").removeprefix("label.") not in labels:
            yield Finding("ET221", where, f"`{selection.metric}` has no label `{label}` to group by", "")


def _mixed(where: str, aggregation: Mapping[str, Any], selection: Selection, metric: Metric) -> Iterator[Finding]:
    """Report series of a cell that are put together, although each is about something else: services, databases, jobs;
    or what went well with what did not."""
    grouped = aggregation.get("group_by_fields", ())
    for label, those in _APART.items():
        apart = f"metric.{label}" in dict(selection.labels) or any(label in one for one in grouped)
        if label in metric.labels and not apart:
            message = f"its filter of `{selection.metric}` selects {those}"
            yield Finding("ET221", where, message, f"select one {label}, or group by it")
    if metric.resource != WRITER:
        apart = any(label.startswith("resource.") for label, _ in selection.labels)
        if not apart and not any(one.startswith("resource.") for one in grouped):
            message = f"its filter of `{selection.metric}` selects every {metric.resource} of the project"
            yield Finding("ET221", where, message, "select one by its labels, or group by them")


def _foreign(
    where: str, aggregation: Mapping[str, Any], selection: Selection, metric: Metric, owner: str
) -> Iterator[Finding]:
    """Report series of others than it is about: it is to blame for none of it, and its own drowns in theirs."""
    labels = dict(selection.labels)
    if not owner:
        yield from _mixed(where, aggregation, selection, metric)
        return
    if "event_type" in metric.labels:
        own = labels.get("metric.event_type") == owner
    else:
        own = any(label.startswith("resource.") for label in labels)
    if not own:
        message = f"its filter of `{selection.metric}` selects what other Event Types write, too"
        yield Finding("ET221", where, message, f"select the series of {owner} alone")
