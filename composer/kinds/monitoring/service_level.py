"""Cloud Monitoring: custom services and their service level objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.kind import (
    Kind,
    Parent,
    Property,
    Quota,
    Rest,
    block,
    boolean,
    deletion_policy,
    duration,
    integer,
    labels,
    number,
    project,
    string,
    strings,
)
from composer.units import DAY, Days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = "https://monitoring.googleapis.com/"
_ID = r"[a-zA-Z0-9\-_:.]{1,64}"
HIGHEST = 0.9999
"""The highest goal of an objective ("0 < goal <= 0.9999")."""
FILTER = 2048
"""Characters of a filter, https://cloud.google.com/monitoring/quotas."""

CUSTOM_SERVICE = Kind(
    token="gcp:monitoring/customService:CustomService",  # noqa: S106 - a kind's token
    noun="Service",
    discovery=("monitoring.v3", "Service"),
    id="projects/{project}/services/{service_id}",
    properties={
        "deletion_policy": deletion_policy(),
        "display_name": string(max_length=512),
        "project": project(),
        "service_id": string(immutable=True, pattern=r"[a-z0-9-]{1,64}", api=""),  # the provider's own rule
        "telemetry": block({"resource_name": string(max_length=1024)}),
        "user_labels": labels(),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/projects/{project}/services/{service_id}",
        list="v3/projects/{project}/services",
        items="services",
    ),
    exists="Service already exists: {id}., alreadyExists",
    not_found="Service not found: {id}., notFound",
)


def _filter(**rules: Any) -> Property:
    return string(max_length=FILTER, **rules)


def _range() -> Property:
    return block({"max": number(), "min": number()}, required=True)


def _basic(**rules: Any) -> Property:
    return block(
        {
            "availability": block({"enabled": boolean(api="", default=True)}),
            "latency": block({"threshold": duration(required=True)}),
            "locations": strings(api="location"),
            "methods": strings(api="method"),
            "versions": strings(api="version"),
        },
        exclusive=(("availability", "latency"),),
        **rules,
    )


def _requests(**rules: Any) -> Property:
    return block(
        {
            "distribution_cut": block({"distribution_filter": _filter(required=True), "range": _range()}),
            "good_total_ratio": block(
                {"bad_service_filter": _filter(), "good_service_filter": _filter(), "total_service_filter": _filter()}
            ),
        },
        exclusive=(("distribution_cut", "good_total_ratio"),),
        **rules,
    )


def _metric() -> Property:
    return block({"range": _range(), "time_series": _filter(required=True)})


_CRITERIA = ("good_bad_metric_filter", "good_total_ratio_threshold", "metric_mean_in_range", "metric_sum_in_range")

SLO = Kind(
    token="gcp:monitoring/slo:Slo",  # noqa: S106 - a kind's token
    noun="ServiceLevelObjective",
    discovery=("monitoring.v3", "ServiceLevelObjective"),
    id="projects/{project}/services/{service}/serviceLevelObjectives/{slo_id}",
    properties={
        "goal": number(required=True, minimum=0, maximum=HIGHEST),
        "service": string(required=True, immutable=True, api=""),
        "basic_sli": _basic(api="serviceLevelIndicator.basicSli"),
        "calendar_period": string(enum=("DAY", "WEEK", "FORTNIGHT", "MONTH", "QUARTER", "HALF", "YEAR")),
        "deletion_policy": deletion_policy(),
        "display_name": string(max_length=512),
        "project": project(),
        "request_based_sli": _requests(api="serviceLevelIndicator.requestBased"),
        "rolling_period_days": integer(unit=Days, minimum=1, maximum=30, api="rollingPeriod", format="days"),
        "slo_id": string(immutable=True, pattern=_ID, api=""),
        "user_labels": labels(),
        "windows_based_sli": block(
            {
                "good_bad_metric_filter": _filter(),
                "good_total_ratio_threshold": block(
                    {
                        "basic_sli_performance": _basic(),
                        "performance": _requests(),
                        "threshold": number(minimum=0, maximum=1),
                    },
                    exclusive=(("basic_sli_performance", "performance"),),
                ),
                "metric_mean_in_range": _metric(),
                "metric_sum_in_range": _metric(),
                "window_period": duration(60, DAY),
            },
            exclusive=(_CRITERIA,),
            api="serviceLevelIndicator.windowsBased",
        ),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/projects/{project}/services/{service}/serviceLevelObjectives/{slo_id}",
        list="v3/projects/{project}/services/{service}/serviceLevelObjectives",
        items="serviceLevelObjectives",
    ),
    parents=(Parent("service", CUSTOM_SERVICE.token, cascades=True, id="projects/{project}/services/{}"),),
    quotas=(Quota(500, "{project}/{service}", "SLOs of a service", row="monitoring.slos"),),
    exclusive=(("basic_sli", "request_based_sli", "windows_based_sli"), ("calendar_period", "rolling_period_days")),
    exists="ServiceLevelObjective already exists: {id}., alreadyExists",
    not_found="ServiceLevelObjective not found: {id}., notFound",
)


def slo_problems(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
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


def _windows_problems(windows: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    path = "windows_based_sli"
    length = seconds(str(windows.get("window_period")))
    if length is None and not isinstance(windows.get("window_period"), dict):
        yield f"{path}.window_period", "The window period must be set."
    elif length is not None and (length != int(length) or DAY % int(length)):
        yield f"{path}.window_period", f"The window period ({length:g}s) must be an integer fraction of a day."
    given = [name for name in _CRITERIA if windows.get(name)]
    if not given:
        yield path, f"One of {', '.join(_CRITERIA)} must be set."
    for name in ("metric_mean_in_range", "metric_sum_in_range"):
        if isinstance(windows.get(name), dict):
            yield from _range_problems(windows[name].get("range"), f"{path}.{name}.range")
    threshold = windows.get("good_total_ratio_threshold")
    if isinstance(threshold, dict):
        yield from _requests_problems(threshold.get("performance"), f"{path}.good_total_ratio_threshold.performance")


def _requests_problems(sli: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(sli, dict):
        return
    ratio, cut = sli.get("good_total_ratio"), sli.get("distribution_cut")
    if not ratio and not cut:
        yield path, "One of good_total_ratio and distribution_cut must be set."
    if isinstance(ratio, dict) and sum(value is not None for value in ratio.values()) != 2:
        yield f"{path}.good_total_ratio", "Exactly two of good, bad and total service filter must be set."
    if isinstance(cut, dict):
        yield from _range_problems(cut.get("range"), f"{path}.distribution_cut.range")


def _range_problems(given: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(given, dict):
        return
    low, high = given.get("min"), given.get("max")
    if low is None and high is None:
        yield path, "One of min and max must be set."
    elif isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        yield f"{path}.min", "The minimum must not be above the maximum."
