"""Cloud Monitoring: custom services and their service level objectives."""

from __future__ import annotations

from typing import Any

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.monitoring.objective_rules import CRITERIA, HIGHEST, measurable, slo_problems
from composer.kinds.property import (
    Property,
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
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes
from composer.units import DAY, Days, Share

_ROOT = "https://monitoring.googleapis.com/"
_ID = r"[a-zA-Z0-9\-_:.]{1,64}"
FILTER = 2048
"""Characters of a filter, https://cloud.google.com/monitoring/quotas."""

CUSTOM_SERVICE = Kind(
    token="gcp:monitoring/customService:CustomService",  # noqa: S106 - a kind's token
    discovery=("monitoring.v3", "Service"),
    inventory=OWN_API,
    id="projects/{project}/services/{service_id}",
    properties={
        "deletion_policy": deletion_policy(),
        "display_name": string(max_length=512),
        "project": project(),
        "service_id": string(
            immutable=True, pattern=r"[a-z0-9-]{1,64}", api="", optional_computed=True
        ),  # the provider's own rule
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
        writes=Writes(names="serviceId={service_id}"),
    ),
    exists="Service already exists: {id}., alreadyExists",
    not_found="Service not found: {id}., notFound",
    charge=FREE,
)


def _filter(**rules: Any) -> Property:
    return string(max_length=FILTER, **rules)


def _range() -> Property:
    return block({name: number(metric="time_series") for name in ("max", "min")}, required=True)


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


SLO = Kind(
    token="gcp:monitoring/slo:Slo",  # noqa: S106 - a kind's token
    discovery=("monitoring.v3", "ServiceLevelObjective"),
    inventory=OWN_API,
    permission_name="monitoring.slos",
    id="projects/{project}/services/{service}/serviceLevelObjectives/{slo_id}",
    properties={
        "goal": number(unit=Share, required=True, minimum=0, maximum=HIGHEST),
        "service": string(required=True, immutable=True, api=""),
        "basic_sli": _basic(api="serviceLevelIndicator.basicSli"),
        "calendar_period": string(enum=("DAY", "WEEK", "FORTNIGHT", "MONTH", "QUARTER", "HALF", "YEAR")),
        "deletion_policy": deletion_policy(),
        "display_name": string(max_length=512),
        "project": project(),
        "request_based_sli": _requests(api="serviceLevelIndicator.requestBased"),
        "rolling_period_days": integer(unit=Days, minimum=1, maximum=30, api="rollingPeriod", format="days"),
        "slo_id": string(immutable=True, pattern=_ID, api="", optional_computed=True),
        "user_labels": labels(),
        "windows_based_sli": block(
            {
                "good_bad_metric_filter": _filter(),
                "good_total_ratio_threshold": block(
                    {
                        "basic_sli_performance": _basic(),
                        "performance": _requests(),
                        "threshold": number(unit=Share, minimum=0, maximum=1),
                    },
                    exclusive=(("basic_sli_performance", "performance"),),
                ),
                "metric_mean_in_range": _metric(),
                "metric_sum_in_range": _metric(),
                "window_period": duration(60, DAY),
            },
            exclusive=(CRITERIA,),
            api="serviceLevelIndicator.windowsBased",
        ),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/projects/{project}/services/{service}/serviceLevelObjectives/{slo_id}",
        list="v3/projects/{project}/services/{service}/serviceLevelObjectives",
        list_everywhere="v3/workspaces/{project}/services/-/serviceLevelObjectives",
        items="serviceLevelObjectives",
        spellings=(("/v3/workspaces/", "/v3/projects/"),),
        writes=Writes(names="serviceLevelObjectiveId={slo_id}"),
    ),
    parents=(Parent("service", CUSTOM_SERVICE.token, cascades=True, id="projects/{project}/services/{}"),),
    quotas=(Quota(500, "{project}/{service}", "SLOs of a service", row="monitoring.slos"),),
    exclusive=(("basic_sli", "request_based_sli", "windows_based_sli"), ("calendar_period", "rolling_period_days")),
    exists="ServiceLevelObjective already exists: {id}., alreadyExists",
    not_found="ServiceLevelObjective not found: {id}., notFound",
    charge=FREE,
    joint_rule=slo_problems,
    reference_rule=measurable,
)
