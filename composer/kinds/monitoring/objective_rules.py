"""What Google refuses of an objective beyond each property by itself, and of the metrics that it measures by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.live_rules import Refusal
from composer.kinds.monitoring.metrics import METRIC, METRIC_DESCRIPTOR, written_about
from composer.kinds.unknown_values import values_at
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects, Problem

HIGHEST = 0.9999
"""The highest goal of an objective ("0 < goal <= 0.9999")."""
CRITERIA = ("good_bad_metric_filter", "good_total_ratio_threshold", "metric_mean_in_range", "metric_sum_in_range")


def slo_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an objective beyond each property by itself: path and words."""
    goal = inputs.get("goal")
    if isinstance(goal, (int, float)) and goal <= 0:
        yield "goal", f"The goal must be greater than 0 and at most {HIGHEST}."
    if inputs.get("calendar_period") in {"QUARTER", "HALF", "YEAR"}:
        yield "calendar_period", "Only DAY, WEEK, FORTNIGHT and MONTH are supported."
    if inputs.get("calendar_period") is None and inputs.get("rolling_period_days") is None:
        yield "rolling_period_days", "One of calendar_period and rolling_period_days must be set."
    indicators = [name for name in ("basic_sli", "request_based_sli", "windows_based_sli") if inputs.get(name)]
    if not indicators:
        yield "windows_based_sli", "One of basic_sli, request_based_sli and windows_based_sli must be set."
    yield from _requests_problems(inputs.get("request_based_sli"), "request_based_sli")
    windows = inputs.get("windows_based_sli")
    if isinstance(windows, dict):
        yield from _windows_problems(windows)
    for path in _MEASURED:
        for text in values_at(inputs, tuple(path.split("."))):
            yield from written_about(text, path.removesuffix(".*"))


def _windows_problems(windows: Mapping[str, Any]) -> Iterator[Problem]:
    path = "windows_based_sli"
    length = seconds(str(windows.get("window_period")))
    if length is None and not isinstance(windows.get("window_period"), dict):
        yield f"{path}.window_period", "The window period must be set."
    elif length is not None and (length != int(length) or DAY % int(length)):
        yield f"{path}.window_period", f"The window period ({length:g}s) must be an integer fraction of a day."
    given = [name for name in CRITERIA if windows.get(name)]
    if not given:
        yield path, f"One of {', '.join(CRITERIA)} must be set."
    for name in ("metric_mean_in_range", "metric_sum_in_range"):
        if isinstance(windows.get(name), dict):
            yield from _range_problems(windows[name].get("range"), f"{path}.{name}.range")
    threshold = windows.get("good_total_ratio_threshold")
    if isinstance(threshold, dict):
        yield from _requests_problems(threshold.get("performance"), f"{path}.good_total_ratio_threshold.performance")


def _requests_problems(sli: Any, path: str) -> Iterator[Problem]:
    if not isinstance(sli, dict):
        return
    ratio, cut = sli.get("good_total_ratio"), sli.get("distribution_cut")
    if not ratio and not cut:
        yield path, "One of good_total_ratio and distribution_cut must be set."
    if isinstance(ratio, dict) and sum(value is not None for value in ratio.values()) != 2:
        yield f"{path}.good_total_ratio", "Exactly two of good, bad and total service filter must be set."
    if isinstance(cut, dict):
        yield from _range_problems(cut.get("range"), f"{path}.distribution_cut.range")


def _range_problems(given: Any, path: str) -> Iterator[Problem]:
    if not isinstance(given, dict):
        return
    # what is absent is 0 to the API: a range with `min` alone would end below its beginning
    low, high = (0 if given.get(end) is None else given[end] for end in ("min", "max"))
    if given.get("min") is None and given.get("max") is None:
        yield path, "One of min and max must be set."
    elif isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        yield f"{path}.min", f"The minimum ({low:g}) must not be above the maximum ({high:g})."


_NUMBERS = frozenset({"INT64", "DOUBLE"})
_COUNTED = frozenset({"DELTA", "CUMULATIVE"})
_GAUGE = frozenset({"GAUGE"})
_MEASURED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "windows_based_sli.metric_mean_in_range.time_series": (_GAUGE, _NUMBERS),
    "windows_based_sli.metric_sum_in_range.time_series": (_GAUGE, _NUMBERS),
    "windows_based_sli.good_total_ratio_threshold.performance.good_total_ratio.*": (_COUNTED, _NUMBERS),
    "request_based_sli.good_total_ratio.*": (_COUNTED, _NUMBERS),
    "request_based_sli.distribution_cut.distribution_filter": (_COUNTED, frozenset({"DISTRIBUTION"})),
}
"""The metric kinds and value types that an indicator can be made of (monitoring.v3: MetricRange, TimeSeriesRatio,
DistributionCut)."""


def measurable(inputs: Mapping[str, Any], _links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """The metrics of an objective are of kinds that its indicator can be made of."""
    for path, (kinds, types) in _MEASURED.items():
        for text in values_at(inputs, tuple(path.split("."))):
            match = re.search(METRIC, str(text))
            metric = f"projects/{inputs['project']}/metricDescriptors/{match[1]}" if match else ""
            properties = live.properties(METRIC_DESCRIPTOR.token, metric)
            if properties is None:
                continue
            has = properties["metric_kind"], properties["value_type"]
            if has[0] not in kinds or has[1] not in types:
                expected = f"{' or '.join(sorted(kinds))} of {' or '.join(sorted(types))}"
                message = (
                    f"The metric of '{path.removesuffix('.*')}' must be {expected}, not {' of '.join(has)}., invalid"
                )
                yield Refusal(400, message)
