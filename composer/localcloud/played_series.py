"""Monitoring's `timeSeries.list` over what is told of the traffic: aligned points, in pages, as long as Google keeps
them. A series without a point does not exist."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.localcloud import cloud_database, faults, page_tokens, project_rules, traffic
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Answer, Call
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.localcloud.cloud_database import Store
    from composer.localcloud.traffic import Stretch

_PATH = re.compile(r"monitoring/v3/projects/(?P<project>[^/]+)/timeSeries")
_TYPE = re.compile(r'metric\.type\s*=\s*"([^"]+)"')
_LABEL = re.compile(r'(?:resource|metric)\.labels?\.(\w+)\s*=\s*"([^"]+)"')
GOOGLES, OURS = 42 * DAY, 730 * DAY
"""Seconds for which points are kept, of Google's metrics and of user-defined ones:
https://cloud.google.com/monitoring/quotas#data_retention_policy"""
MOST = 100_000
"""Points in one page."""
_SLIVER = 0.001
"""Seconds below which nothing happened in a window: times are rounded on their way."""


_Series = tuple[str, str]
"""The name of a series, and the value of the label that splits it, "" where none does."""


@dataclass(frozen=True, slots=True)
class _Metric:
    """How a metric is written: its monitored resource, the label that tells series apart, its values, and its own label
    that splits a series by who was counted."""

    resource: str
    label: str
    member: str
    kind: str
    split_by: str = ""


_METRICS = {
    "pubsub.googleapis.com/topic/send_message_operation_count": _Metric(
        "pubsub_topic", "topic_id", "int64Value", "DELTA"
    ),
    "pubsub.googleapis.com/subscription/num_undelivered_messages": _Metric(
        "pubsub_subscription", "subscription_id", "int64Value", "GAUGE"
    ),
    "pubsub.googleapis.com/subscription/oldest_unacked_message_age": _Metric(
        "pubsub_subscription", "subscription_id", "int64Value", "GAUGE"
    ),
    "custom.googleapis.com/event_delivery/lateness": _Metric("generic_task", "event_type", "doubleValue", "GAUGE"),
    "pubsub.googleapis.com/topic/send_request_count": _Metric(
        "pubsub_topic", "topic_id", "int64Value", "DELTA", "response_code"
    ),
    "custom.googleapis.com/event_delivery/published_events": _Metric(
        "generic_task", "event_type", "int64Value", "CUMULATIVE"
    ),
    "custom.googleapis.com/event_delivery/rejected_by_producer": _Metric(
        "generic_task", "event_type", "int64Value", "CUMULATIVE", "producer"
    ),
}
"""The metrics whose points can be told."""
_ALIGNERS = {"DELTA": "ALIGN_SUM", "GAUGE": "ALIGN_MAX", "CUMULATIVE": "ALIGN_DELTA"}


def answer(store: Store, call: Call) -> Answer | None:
    """The series that a call asks for; None for another call. Raises RefusedError as Monitoring would."""
    match = _PATH.fullmatch(call.path) if call.verb == "GET" else None
    if match is None:
        return None
    project, given = match["project"], call.parameter("filter")
    asked = _TYPE.search(given)
    if asked is None:
        raise RefusedError(400, 'The "filter" must name one metric: metric.type = "...", badRequest')
    with faults.applied(store, "monitoring.TimeSeries", "read", asked[1], lambda: True), store.reading() as connection:
        project_rules.judge(connection, ALERT_POLICY, {"project": project})
        if asked[1] not in _METRICS or (
            asked[1].startswith("custom.") and not _described(connection, asked[1], project)
        ):
            raise RefusedError(404, f"Cannot find metric(s) that match type = '{asked[1]}'., notFound")
        stretches = traffic.stretches(connection, asked[1], project)
    labels = dict(_LABEL.findall(given))
    metric = _METRICS[asked[1]]
    wanted = [one for one in stretches if labels.get(metric.label, one.name) == one.name]
    return Answer(_page(call, asked[1], project, [*_points(call, asked[1], metric, wanted)]))


def _described(connection: Any, name: str, project: str) -> bool:
    rows = cloud_database.load_all(connection, METRIC_DESCRIPTOR.token)
    return any((row.properties.get("type"), row.project) == (name, project) for row in rows)


def _points(
    call: Call, name: str, metric: _Metric, stretches: Iterable[Stretch]
) -> Iterator[tuple[_Series, dict[str, Any]]]:
    """Points by the name of their series and what splits it, newest first."""
    starts, ends = _time(call, "interval.startTime"), _time(call, "interval.endTime")
    period = re.fullmatch(r"([1-9]\d*)s", call.parameter("aggregation.alignmentPeriod"))
    if (
        period is None
        or int(period[1]) < 60
        or call.parameter("aggregation.perSeriesAligner") != _ALIGNERS[metric.kind]
    ):
        raise RefusedError(
            400, f"The local cloud aligns: at least 60s, and {_ALIGNERS[metric.kind]} for {name}, badRequest"
        )
    if starts >= ends:
        raise RefusedError(400, "Field interval.startTime had an invalid value: it must be before endTime., badRequest")
    step, now = int(period[1]), time.time()
    kept = now - (OURS if name.startswith("custom.") else GOOGLES)
    by_series: dict[_Series, list[Stretch]] = {}
    split = f"metric.labels.{metric.split_by}" in call.query.get("aggregation.groupByFields", ())
    for one in stretches:
        by_series.setdefault((one.name, one.who if split else ""), []).append(one)
    for series, parts in by_series.items():
        end = ends
        while end > starts:
            value = _value(metric, parts, max(end - step, kept, starts), min(end, now))
            if value is not None:
                shown = value if metric.member == "doubleValue" else str(int(value))
                yield (
                    series,
                    {
                        "interval": {
                            "startTime": _text(end if metric.kind == "GAUGE" else end - step),
                            "endTime": _text(end),
                        },
                        "value": {metric.member: shown},
                    },
                )
            end -= step


def _value(metric: _Metric, parts: Iterable[Stretch], starts: float, ends: float) -> float | None:
    """The value of a window; None where nothing was written in it."""
    shares = [(min(ends, one.ends or ends) - max(starts, one.starts), one.value) for one in parts]
    there = [(length, value) for length, value in shares if length > _SLIVER]
    if not there:
        return None
    return (
        max(v for _, v in there) if metric.kind == "GAUGE" else max(1, sum(length * value for length, value in there))
    )


def _page(call: Call, name: str, project: str, points: list[tuple[_Series, dict[str, Any]]]) -> dict[str, Any]:
    first = page_tokens.start(call.parameter("pageToken"))
    last = first + page_tokens.size(call.parameter("pageSize"), MOST, MOST)
    metric = _METRICS[name]
    by_series: dict[_Series, list[dict[str, Any]]] = {}
    for series, point in points[first:last]:
        by_series.setdefault(series, []).append(point)
    page: dict[str, Any] = {"unit": "1"}
    if by_series:
        page["timeSeries"] = [
            {
                **_labelled(name, metric, project, series),
                "metricKind": "GAUGE" if metric.kind == "GAUGE" else "DELTA",
                "valueType": "DOUBLE" if metric.member == "doubleValue" else "INT64",
                "points": of_series,
            }
            for series, of_series in by_series.items()
        ]
    if last < len(points):
        page["nextPageToken"] = page_tokens.token(last)
    return page


def _labelled(name: str, metric: _Metric, project: str, series: _Series) -> dict[str, Any]:
    """The labels of a series: those of the metric, and those of what it is about."""
    named, part = {metric.label: series[0]}, {metric.split_by: series[1]} if series[1] else {}
    of_metric = metric.resource == "generic_task"
    labels = {**(named if of_metric else {}), **part}
    about = {"project_id": project, **({} if of_metric else named)}
    return {
        "metric": {"type": name, **({"labels": labels} if labels else {})},
        "resource": {"type": metric.resource, "labels": about},
    }


def _time(call: Call, name: str) -> float:
    try:
        return datetime.fromisoformat(call.parameter(name)).timestamp()
    except ValueError as error:
        raise RefusedError(400, f"Invalid value at '{name}': Illegal timestamp format, badRequest") from error


def _text(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
