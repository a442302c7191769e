"""The dashboard of an Event Type: a few charts, each with the line that its alert or objective is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import Resource, as_json, cloud_names
from composer.kinds.monitoring.dashboard_document import DASHBOARD
from composer.model.known_metrics import GoogleMetric, OwnMetric
from composer.slo import dashboards
from composer.slo.dashboards import Chart
from composer.slo.filters import own_metric, select

if TYPE_CHECKING:
    from composer.facets.facet_context import Context


def dashboard(context: Context) -> Resource:
    """The one dashboard of an Event Type."""
    event = context.event
    name = f"{event.name}: delivery"
    description = f"{event.description}\n\nOwner: {event.owner.name} {event.owner.chat}".rstrip()
    shown = dashboards.document(name, description, _charts(context))
    return Resource(
        id=context.id("dashboard"),
        type=DASHBOARD.token,
        name=name,
        inputs={"project": context.cell.project, "dashboard_json": as_json(shown)},
        because="Whoever is called sees at a glance where events are stuck.",
    )


def _charts(context: Context) -> tuple[Chart, ...]:
    event = context.event
    subscription, dead = context.etl_subscription, cloud_names.dead_letter_topic(event.name)

    def ours(metric: OwnMetric) -> str:
        return own_metric(metric, metric_event_type=event.name)

    def etl(metric: GoogleMetric) -> str:
        return select(metric, "pubsub_subscription", resource_subscription_id=subscription)

    return (
        Chart(
            "How late the oldest open bucket is",
            ours(OwnMetric.LATENESS),
            "ALIGN_MAX",
            "REDUCE_MAX",
            limit=event.delivery.slo,
            limit_label="promised",
            unit="s",
        ),
        Chart(
            "Age of the oldest unread event",
            etl(GoogleMetric.OLDEST_UNACKED_MESSAGE_AGE),
            "ALIGN_MAX",
            "REDUCE_MAX",
            # Event Types that share their alerts have none about this
            limit=event.delivery.slo * event.reliability.backlog if event.reliability.own_alerts else None,
            limit_label="somebody is told",
            unit="s",
        ),
        Chart(
            "Published events a second",
            ours(OwnMetric.PUBLISHED_EVENTS),
            "ALIGN_RATE",
            limit=event.traffic.peak,
            limit_label="declared peak",
        ),
        Chart("Rejected events a second", ours(OwnMetric.REJECTED_EVENTS), "ALIGN_RATE", per=("metric.label.reason",)),
        Chart(
            "Dead letters",
            select(GoogleMetric.SEND_MESSAGE_OPERATION_COUNT, "pubsub_topic", resource_topic_id=dead),
            "ALIGN_DELTA",
        ),
        Chart("Unread events", etl(GoogleMetric.NUM_UNDELIVERED_MESSAGES), "ALIGN_MAX"),
    )
