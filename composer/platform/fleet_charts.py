"""The charts of a cell's dashboard: the whole fleet on one screen."""

from __future__ import annotations

from composer.graph import cloud_names
from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.slo.dashboards import Chart
from composer.slo.filters import own_metric, select

_TYPE = ("metric.label.event_type",)
_SUBSCRIPTION = ("resource.label.subscription_id",)
FLEET = (
    Chart("How late, by Event Type", own_metric(OwnMetric.LATENESS), "ALIGN_MAX", "REDUCE_MAX", _TYPE, unit="s"),
    Chart("Published a second", own_metric(OwnMetric.PUBLISHED_EVENTS), "ALIGN_RATE", per=_TYPE),
    Chart(
        "Age of the oldest unread event",
        select(GoogleMetric.OLDEST_UNACKED_MESSAGE_AGE, "pubsub_subscription"),
        *("ALIGN_MAX", "REDUCE_MAX", _SUBSCRIPTION),
        unit="s",
    ),
    Chart("Rejected a second", own_metric(OwnMetric.REJECTED_EVENTS), "ALIGN_RATE", per=("metric.label.reason",)),
    Chart(
        "Dead letters",
        select(
            GoogleMetric.SEND_MESSAGE_OPERATION_COUNT,
            "pubsub_topic",
            resource_topic_id=f"*{cloud_names.DEAD_LETTERS}",
        ),
        "ALIGN_DELTA",
        per=("resource.label.topic_id",),
    ),
    Chart(
        "Delivered of published, by day",
        own_metric(OwnMetric.DELIVERED_RATIO),
        "ALIGN_MEAN",
        "REDUCE_MIN",
        _TYPE,
    ),
    Chart("Services that are ready", own_metric(OwnMetric.HEARTBEAT), "ALIGN_MEAN", per=("metric.label.service",)),
    Chart(
        "Requests a second",
        own_metric(OwnMetric.REQUESTS),
        "ALIGN_RATE",
        per=("metric.label.service", "metric.label.result"),
    ),
)
