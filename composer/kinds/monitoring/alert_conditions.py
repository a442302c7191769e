"""Cloud Monitoring: what conditions of alert policies must be, beyond each property by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.monitoring.metrics import written_about
from composer.kinds.monitoring.service_level import FILTER
from composer.kinds.property import (
    Property,
    block,
    blocks,
    boolean,
    duration,
    integer,
    mapping,
    number,
    string,
    strings,
)
from composer.units import DAY, HOUR, LETTERS, MINUTE, Percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_LOOK_BACK = DAY
"""Seconds: https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/alerting-on-budget-burn-rate."""
BURN_RATE = re.compile(r'select_slo_burn_rate\(\s*"([^"]*)"\s*,\s*"?(\d+)(s|m|h)"?\s*\)')
"""Google's selector of how fast an objective's budget is used: the objective's name, and the look-back."""


_PERCENTILES = ("PERCENTILE_99", "PERCENTILE_95", "PERCENTILE_50", "PERCENTILE_05")
_COUNTS = ("COUNT", "COUNT_TRUE", "COUNT_FALSE", "FRACTION_TRUE")
ALIGNERS = tuple(
    f"ALIGN_{name}"
    for name in (
        *("NONE", "DELTA", "RATE", "INTERPOLATE", "NEXT_OLDER", "MIN", "MAX", "MEAN", "SUM", "STDDEV"),
        *(*_COUNTS, *_PERCENTILES, "PERCENT_CHANGE"),
    )
)
REDUCERS = tuple(f"REDUCE_{name}" for name in ("NONE", "MEAN", "MIN", "MAX", "SUM", "STDDEV", *_COUNTS, *_PERCENTILES))
COMPARISONS = tuple(f"COMPARISON_{name}" for name in ("GT", "GE", "LT", "LE", "EQ", "NE"))
MISSING_DATA = tuple(f"EVALUATION_MISSING_DATA_{name}" for name in ("INACTIVE", "ACTIVE", "NO_OP"))
_ALIGNMENT = 90_000
"""Seconds: 25 hours, the longest alignment of an alert (discovery document of monitoring.v3, Aggregation)."""


def _aggregations() -> Property:
    return blocks(
        {
            "alignment_period": duration(MINUTE, _ALIGNMENT),
            "cross_series_reducer": string(enum=REDUCERS),
            "group_by_fields": strings(),
            "per_series_aligner": string(enum=ALIGNERS),
        }
    )


def _trigger() -> Property:
    return block({"count": integer(minimum=1), "percent": number(unit=Percent, minimum=0, maximum=100)})


CONDITIONS = {
    "condition_absent": block(
        {
            "duration": duration(120, required=True),
            "aggregations": _aggregations(),
            "filter": string(max_length=FILTER),
            "trigger": _trigger(),
        }
    ),
    "condition_matched_log": block({"filter": string(required=True), "label_extractors": mapping()}),
    "condition_monitoring_query_language": block(
        {
            "duration": duration(0, required=True),
            "query": string(required=True),
            "evaluation_missing_data": string(enum=MISSING_DATA),
            "trigger": _trigger(),
        }
    ),
    "condition_prometheus_query_language": block(
        {
            "query": string(required=True, min_length=1),
            "alert_rule": string(),
            "disable_metric_validation": boolean(),
            "duration": duration(0),
            "evaluation_interval": duration(30),
            "labels": mapping(),
            "rule_group": string(),
        }
    ),
    "condition_sql": block(
        {
            "query": string(required=True, min_length=1),
            "boolean_test": block({"column": string(required=True)}),
            "daily": block(
                {
                    "periodicity": integer(required=True, minimum=1, maximum=31),
                    "execution_time": block(
                        {
                            "hours": integer(minimum=0, maximum=24),
                            "minutes": integer(minimum=0, maximum=59),
                            "nanos": integer(minimum=0, maximum=999_999_999),
                            "seconds": integer(minimum=0, maximum=59),
                        }
                    ),
                }
            ),
            "hourly": block(
                {
                    "periodicity": integer(required=True, minimum=1, maximum=48),
                    "minute_offset": integer(minimum=0, maximum=59),
                }
            ),
            "minutes": block({"periodicity": integer(required=True, minimum=5, maximum=DAY // MINUTE)}),
            "row_count_test": block(
                {
                    "comparison": string(required=True, enum=COMPARISONS),
                    "threshold": integer(required=True, format="int64"),
                }
            ),
        },
        exclusive=(("minutes", "hourly", "daily"), ("row_count_test", "boolean_test")),
    ),
    "condition_threshold": block(
        {
            "comparison": string(required=True, enum=COMPARISONS),
            "duration": duration(0, required=True),
            "aggregations": _aggregations(),
            "denominator_aggregations": _aggregations(),
            "denominator_filter": string(max_length=FILTER),
            "evaluation_missing_data": string(enum=MISSING_DATA),
            "filter": string(max_length=FILTER),
            "forecast_options": block({"forecast_horizon": duration(HOUR, 60 * HOUR, required=True)}),
            "threshold_value": number(metric="filter"),
            "trigger": _trigger(),
        }
    ),
}


def look_back(unit: str, amount: str) -> int:
    """Seconds of a look-back as the selector writes it."""
    return int(amount) * LETTERS[unit]


def alert_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an alert policy beyond each property by itself: path and words."""
    limited = bool((inputs.get("alert_strategy") or {}).get("notification_rate_limit"))
    for index, condition in enumerate(inputs.get("conditions") or ()):
        path = f"conditions[{index}]"
        if not isinstance(condition, dict):
            continue
        given = [name for name in CONDITIONS if condition.get(name) is not None]
        if len(given) != 1:
            yield path, "Exactly one kind of condition must be set."
            continue
        body = condition[given[0]]
        if not isinstance(body, dict):
            continue
        match given[0]:
            case "condition_threshold":
                yield from _threshold(body, f"{path}.condition_threshold")
            case "condition_absent":
                yield from _absent(body, f"{path}.condition_absent")
            case "condition_prometheus_query_language":
                yield from _multiple(body, f"{path}.{given[0]}", "evaluation_interval", 30)
            case "condition_matched_log" if not limited:
                yield "alert_strategy.notification_rate_limit", "A condition on logs needs a notification rate limit."


def _threshold(body: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if body.get("comparison") not in {"COMPARISON_GT", "COMPARISON_LT"}:
        yield f"{path}.comparison", "Only COMPARISON_GT and COMPARISON_LT are supported."
    yield from _multiple(body, path, "duration", MINUTE)
    yield from _filter(body.get("filter"), f"{path}.filter")
    if body.get("denominator_filter") is not None:
        yield from _filter(body["denominator_filter"], f"{path}.denominator_filter")
        ours = [item.get("alignment_period") for item in body.get("aggregations") or ()]
        theirs = [item.get("alignment_period") for item in body.get("denominator_aggregations") or ()]
        if ours[:1] != theirs[:1]:
            yield f"{path}.denominator_aggregations", "Numerator and denominator must have the same alignment period."
    if body.get("evaluation_missing_data") and not seconds(str(body.get("duration"))):
        yield f"{path}.evaluation_missing_data", "The duration must be at least 60s to say what missing data means."
    yield from _aligned(body, path)


def _absent(body: Mapping[str, Any], path: str) -> Iterator[Problem]:
    yield from _multiple(body, path, "duration", MINUTE)
    yield from _filter(body.get("filter"), f"{path}.filter")
    yield from _aligned(body, path)


def _aligned(body: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for part in ("aggregations", "denominator_aggregations"):
        for index, item in enumerate(body.get(part) or ()):
            if not isinstance(item, dict):
                continue
            aligner = item.get("per_series_aligner", "ALIGN_NONE")
            if aligner != "ALIGN_NONE" and item.get("alignment_period") is None:
                yield f"{path}.{part}[{index}].alignment_period", f"{aligner} needs an alignment period."
            if item.get("cross_series_reducer", "REDUCE_NONE") != "REDUCE_NONE" and aligner == "ALIGN_NONE":
                yield f"{path}.{part}[{index}].per_series_aligner", "Only aligned time series can be reduced."


def _multiple(body: Mapping[str, Any], path: str, name: str, step: int) -> Iterator[Problem]:
    length = seconds(str(body.get(name)))
    if length is not None and length % step:
        yield f"{path}.{name}", f"Must be a multiple of {step}s, not {length:g}s."


def _filter(given: Any, path: str) -> Iterator[Problem]:
    if isinstance(given, dict):  # put together from what is known later
        return
    text = str(given or "")
    if not text:
        yield path, "A filter must be set."
    elif match := BURN_RATE.search(text):
        length = look_back(match[3], match[2])
        if not MINUTE <= length <= _LOOK_BACK:
            yield path, f"The look-back ({length}s) must be between 60s and {_LOOK_BACK}s."
    elif "select_slo_" not in text:
        for required, pattern in (("metric", r"metric\.type\s*="), ("resource", r"resource\.type\s*=")):
            if not re.search(pattern, text):
                yield path, f"The filter must specify the {required} type."
        yield from written_about(text, path)
