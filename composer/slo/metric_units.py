"""What numbers in alerts and objectives count: the metric that their filter selects says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from composer.slo.filters import Burn, Selection, read
from composer.units import Bytes, BytesPerSecond, Count, Percent, PerSecond, Seconds, Share, Times

if TYPE_CHECKING:
    from composer.kinds.kind import Kind
    from composer.model import Metric
    from composer.units import Unit

_UNITS: Mapping[str, Unit] = {"s": Seconds, "By": Bytes, "10^2.%": Share, "%": Percent}
"""By what Cloud Monitoring calls them: discovery document of monitoring.v3, MetricDescriptor."""
_RATES: Mapping[Unit, Unit] = {Count: PerSecond, Bytes: BytesPerSecond}


def unit_at(
    kind: Kind | None, inputs: Mapping[str, Any], path: tuple[str | int, ...], metrics: Mapping[str, Metric]
) -> Unit | None:
    """The unit of the number at this path of a resource's inputs; None where nobody says it."""
    rule = kind.rule(path) if kind else None
    if rule is None or not rule.metric:
        return rule.unit if rule else None
    around = _around(inputs, path, rule.metric)
    selection = read(around[rule.metric])
    if isinstance(selection, Burn):
        return Times
    metric = metrics.get(selection.metric) if isinstance(selection, Selection) else None
    return _of(metric, _aligner(around)) if metric else None


def _of(metric: Metric, aligner: str) -> Unit | None:
    """The unit of the points of a metric, aligned so."""
    if aligner == "ALIGN_PERCENT_CHANGE":
        return Percent
    plain = Share if metric.value_type == "DOUBLE" else Count  # of a number without a unit
    unit = plain if metric.unit == "1" else _UNITS.get(metric.unit)
    return _RATES.get(unit) if unit and aligner == "ALIGN_RATE" else unit


def _aligner(condition: Mapping[str, Any]) -> str:
    return next((str(one.get("per_series_aligner", "")) for one in condition.get("aggregations") or ()), "")


def _around(inputs: Mapping[str, Any], path: tuple[str | int, ...], name: str) -> Mapping[str, Any]:
    """The nearest block around `path` that has the property."""
    value: Any = inputs
    nearest: Mapping[str, Any] = {name: ""}
    for step in path:
        if isinstance(value, Mapping) and name in value:
            nearest = value
        if not isinstance(value, Mapping | list | tuple) or isinstance(value, Mapping) != isinstance(step, str):
            break
        value = value.get(step) if isinstance(value, Mapping) else value[int(step)]
    return nearest
