"""Objectives: delivered in time for every Event Type, complete and in their own buckets for finance-bearing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.dashboard import dashboard
from composer.graph import Resource, cloud_names, ref
from composer.kinds.monitoring.service_level import CUSTOM_SERVICE, SLO
from composer.model.known_metrics import OwnMetric
from composer.slo import windows
from composer.slo.filters import own_metric
from composer.units import DAY

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.kinds.input_types import monitoring


_UNBOUNDED = 1e9
"""The upper end of a range that has none: Monitoring reads a bound that is absent as 0."""


def resources(context: Context) -> tuple[Resource, ...]:
    """The service that this Event Type is to Monitoring, and its objectives."""
    event = context.event
    service = _service(context)
    timeliness = _objective(
        context,
        service,
        "timeliness",
        OwnMetric.LATENESS,
        {"min": 0, "max": int(event.delivery.slo)},
        (windows.window(event.storage.partitioning, event.delivery.slo), event.reliability.objective),
        "Buckets are closed in time, whatever their size.",
    )
    shown = dashboard(context)
    if not event.finance_bearing:
        return service, timeliness, shown
    daily = (DAY, event.reliability.daily_objective)
    completeness = _objective(
        context,
        service,
        "completeness",
        OwnMetric.DELIVERED_RATIO,
        {"min": float(event.reliability.delivered), "max": _UNBOUNDED},
        daily,
        "Money is counted from it: what was published has to be delivered.",
    )
    skewness = _objective(
        context,
        service,
        "skewness",
        OwnMetric.SKEWED_RATIO,
        {"min": 0.0, "max": float(event.reliability.skewed)},
        daily,
        "Money is counted from it by the hour or day: events have to lie in the bucket of their time.",
    )
    return service, timeliness, completeness, skewness, shown


def _service(context: Context) -> Resource:
    name = cloud_names.service(context.event.name)
    return Resource(
        id=context.id("service"),
        type=CUSTOM_SERVICE.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "service_id": name,
            "display_name": f"Delivery of {context.event.name}",
            "user_labels": context.labels,
        },
        because="Its objectives are found under this name.",
    )


def _objective(
    context: Context,
    service: Resource,
    name: str,
    metric: OwnMetric,
    good: monitoring.SloWindowsBasedSliMetricMeanInRangeRangeArgsDict,
    judged: tuple[int, float],
    because: str,
) -> Resource:
    """An objective over windows; `judged` are the length of one and the share of them that has to be good."""
    length, goal = judged
    sli: monitoring.SloWindowsBasedSliArgsDict = {
        "window_period": f"{length}s",
        "metric_mean_in_range": {
            "time_series": own_metric(metric, metric_event_type=context.event.name),
            "range": good,
        },
    }
    return Resource(
        id=context.id(f"slo-{name}"),
        type=SLO.token,
        name=f"{service.name}/{name}",
        inputs={
            "project": context.cell.project,
            "service": ref(service, "service_id"),
            "slo_id": name,
            "display_name": f"{context.event.name}: {name}",
            "goal": float(goal),
            "rolling_period_days": windows.PERIOD_DAYS,
            "windows_based_sli": sli,
            "user_labels": context.labels,
        },
        because=because,
    )
