"""Monitoring filters: written and read in one place, so that what is proven is what is applied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from composer.kinds.monitoring.alert_conditions import BURN_RATE, look_back
from composer.model.metric import WRITER

if TYPE_CHECKING:
    from composer.model.known_metrics import KnownMetric, OwnMetric


@dataclass(frozen=True, slots=True)
class Selection:
    """The time series that a filter selects. Labels are written `metric.x` and `resource.x`."""

    metric: str
    resource: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Burn:
    """The burn rate of an objective (a resource's id) over a look-back in seconds."""

    slo: str
    look_back: int


def select(metric: KnownMetric, resource: str, **labels: str) -> str:
    """The filter of a metric; labels are given as `metric_event_type="EndSong"` or `resource_subscription_id=...`;
    a value that begins with `*` stands for all that end so."""
    parts = [f'metric.type="{metric}"', f'resource.type="{resource}"']
    for name, value in sorted(labels.items()):
        scope, _, label = name.partition("_")
        equal = f'ends_with("{value[1:]}")' if value.startswith("*") else f'"{value}"'
        parts.append(f"{scope}.labels.{label}={equal}")
    return " AND ".join(parts)


def own_metric(metric: OwnMetric, **labels: str) -> str:
    """The filter of a metric that the delivery system's own programs write, by all of their instances."""
    return select(metric, WRITER, **labels)


def absence(metric: OwnMetric, window: int, **labels: str) -> str:
    """The PromQL query that has a value where nobody wrote the metric for `window` seconds, also where nobody ever did.

    A condition of absence holds only after a first point ("metric-absence conditions require at least one successful
    measurement", https://cloud.google.com/monitoring/alerts/metric-absence); names and labels are those of Monitoring
    (https://cloud.google.com/stackdriver/docs/managed-prometheus/promql)."""
    matched = {"__name__": metric, "monitored_resource": WRITER, **labels}
    matchers = ", ".join(f'{label}="{value}"' for label, value in matched.items())
    return f"absent_over_time({{{matchers}}}[{window}s])"


def window(query: str) -> int:
    """The seconds over which `absence` looks; 0 for a filter, which looks over what its condition says."""
    match = _ABSENCE.fullmatch(query)
    return int(match["window"]) if match else 0


def burn_rate(slo_name: Any, within: int) -> dict[str, list[Any]]:
    """The selector of an objective's burn rate; `slo_name` is a reference to its name."""
    return {"$join": ['select_slo_burn_rate("', slo_name, f'", "{within}s")']}


_TERM = re.compile(
    r"(?P<scope>metric|resource)\.(?:(?P<type>type)|labels?\.(?P<label>\w+))\s*=\s*"
    r'(?:"(?P<value>[^"]*)"|ends_with\("(?P<end>[^"]*)"\))'
)


_ABSENCE = re.compile(r"absent_over_time\(\{(?P<matchers>[^{}]*)\}\[(?P<window>\d+)s\]\)")
_MATCHER = re.compile(r'(?P<label>\w+)="(?P<value>[^"]*)"')


def read(filter_: Any) -> Selection | Burn | None:
    """The selection of a filter of a compiled graph; None where it says something else than this module writes."""
    return _read(rendered(filter_))


@lru_cache(maxsize=4096)
def _read(text: str) -> Selection | Burn | None:
    burn = BURN_RATE.fullmatch(text)
    if burn:
        return Burn(burn[1], look_back(burn[3], burn[2]))
    absent = _ABSENCE.fullmatch(text)
    if absent:
        return _matched(absent["matchers"])
    types: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for part in text.split(" AND "):
        term = _TERM.fullmatch(part.strip())
        if term is None:
            return None
        if term["type"]:
            types[term["scope"]] = term["value"] or ""
        else:
            labels.append(
                (f"{term['scope']}.{term['label']}", f"*{term['end']}" if term["value"] is None else term["value"])
            )
    if types.keys() != {"metric", "resource"}:
        return None
    return Selection(types["metric"], types["resource"], tuple(labels))


def _matched(matchers: str) -> Selection | None:
    terms = [_MATCHER.fullmatch(part) for part in matchers.split(", ")]
    if None in terms:
        return None
    given = {term["label"]: term["value"] for term in terms if term}
    metric, resource = given.pop("__name__", ""), given.pop("monitored_resource", "")
    labels = tuple((f"metric.{label}", value) for label, value in given.items())
    return Selection(metric, resource, labels) if metric and resource else None


def rendered(value: Any) -> str:
    """A text with references written as the ids of the resources they name."""
    if isinstance(value, Mapping):
        if "$join" in value:
            return "".join(rendered(part) for part in value["$join"])
        return str(value.get("$ref", ""))
    return str(value)
