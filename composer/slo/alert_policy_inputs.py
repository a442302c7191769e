"""Alert policies as inputs of resources: conditions, channels, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from composer.slo import filters
from composer.units import DAY, MINUTE, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.kinds.input_types import monitoring
    from composer.model.known_metrics import OwnMetric

_QUIET_AFTER = f"{DAY}s"
"""An incident without new data is closed after a day."""

_LOOK = 300
"""Seconds that absence looks over at once; what is longer is how long it lasts, so that a policy which was just made
gives those who write the rest of the time."""


def above(
    display_name: str,
    filter_: Any,
    threshold: float,
    *,
    aligner: str,
    period: int,
    lasting: int = 0,
    per: str | Sequence[str] = (),
    comparison: Literal["COMPARISON_GT", "COMPARISON_LT"] = "COMPARISON_GT",
) -> monitoring.AlertPolicyConditionArgsDict:
    """A condition: the aligned series (summed, or one for each value of the labels `per`) stays above the threshold,
    or below it."""
    aggregation: monitoring.AlertPolicyConditionConditionThresholdAggregationArgsDict = {
        "alignment_period": f"{period}s",
        "per_series_aligner": aligner,
        "cross_series_reducer": "REDUCE_MAX" if aligner in {"ALIGN_MAX", "ALIGN_PERCENT_CHANGE"} else "REDUCE_SUM",
    }
    if per:
        aggregation["group_by_fields"] = [per] if isinstance(per, str) else list(per)
    condition: monitoring.AlertPolicyConditionConditionThresholdArgsDict = {
        "filter": filter_,
        "comparison": comparison,
        "threshold_value": plain(threshold),
        "duration": f"{lasting}s",
        "aggregations": [aggregation],
    }
    return {"display_name": display_name, "condition_threshold": condition}


def above_share(
    display_name: str, filter_: Any, whole: Any, share: float, *, period: int, per: Sequence[str]
) -> monitoring.AlertPolicyConditionArgsDict:
    """A condition: of the smallest `whole` with the same labels `per`, more than a share is reached."""

    def reduced(reducer: Literal["REDUCE_MAX", "REDUCE_MIN"]) -> dict[str, Any]:
        return {
            "alignment_period": f"{period}s",
            "per_series_aligner": "ALIGN_MAX",
            "cross_series_reducer": reducer,
            "group_by_fields": list(per),
        }

    condition: dict[str, Any] = {
        "filter": filter_,
        "denominator_filter": whole,
        "comparison": "COMPARISON_GT",
        "threshold_value": plain(share),
        "duration": "0s",
        "aggregations": [reduced("REDUCE_MAX")],
        "denominator_aggregations": [reduced("REDUCE_MIN")],
    }
    return cast(
        "monitoring.AlertPolicyConditionArgsDict", {"display_name": display_name, "condition_threshold": condition}
    )


def burning(display_name: str, filter_: Any, rate: float) -> monitoring.AlertPolicyConditionArgsDict:
    """A condition: an objective's budget is spent faster than `rate` times what it allows."""
    condition: monitoring.AlertPolicyConditionConditionThresholdArgsDict = {
        "filter": filter_,
        "comparison": "COMPARISON_GT",
        "threshold_value": plain(rate),
        "duration": "0s",
    }
    return {"display_name": display_name, "condition_threshold": condition}


def absent(
    display_name: str, metric: OwnMetric, lasting: int, **labels: str
) -> monitoring.AlertPolicyConditionArgsDict:
    """A condition: nobody wrote the metric for `lasting` seconds, whether or not somebody did before."""
    condition: monitoring.AlertPolicyConditionConditionPrometheusQueryLanguageArgsDict = {
        "query": filters.absence(metric, _LOOK, **labels),
        "duration": f"{lasting - _LOOK}s",
        "evaluation_interval": f"{MINUTE}s",
    }
    return {"display_name": display_name, "condition_prometheus_query_language": condition}


def inputs(
    display_name: str,
    conditions: Sequence[monitoring.AlertPolicyConditionArgsDict],
    *,
    project: str,
    severity: str,
    channels: Sequence[Any],
    labels: dict[str, str],
    description: str,
    require_all: bool = False,
) -> dict[str, Any]:
    """Inputs of an alert policy. `require_all`: all conditions must hold; otherwise one is enough."""
    documentation: monitoring.AlertPolicyDocumentationArgsDict = {
        "content": description,
        "mime_type": "text/markdown",
        "subject": display_name,
    }
    strategy: monitoring.AlertPolicyAlertStrategyArgsDict = {"auto_close": _QUIET_AFTER}
    return {
        "project": project,
        "display_name": display_name,
        "combiner": "AND" if require_all else "OR",
        "conditions": list(conditions),
        "severity": severity,
        "notification_channels": list(channels),
        "alert_strategy": strategy,
        "documentation": documentation,
        "user_labels": labels,
    }
