"""Cloud Monitoring: alert policies and their conditions."""

from __future__ import annotations

from composer.kinds.kind import (
    Kind,
    Parent,
    Property,
    Quota,
    Rest,
    block,
    blocks,
    boolean,
    deletion_policy,
    duration,
    integer,
    labels,
    mapping,
    number,
    project,
    string,
    strings,
)
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR, NOTIFICATION_CHANNEL
from composer.kinds.monitoring.service_level import FILTER, SLO
from composer.units import DAY, HOUR, MINUTE

METRIC = r'metric\.type\s*=\s*"(custom\.googleapis\.com/[^"]+)"'
"""The user-defined metric that a filter selects."""
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
    return block({"count": integer(minimum=1), "percent": number(minimum=0, maximum=100)})


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
            "threshold_value": number(),
            "trigger": _trigger(),
        }
    ),
}

ALERT_POLICY = Kind(
    token="gcp:monitoring/alertPolicy:AlertPolicy",  # noqa: S106 - a kind's token
    noun="AlertPolicy",
    discovery=("monitoring.v3", "AlertPolicy"),
    id="projects/{project}/alertPolicies/{server_id}",
    properties={
        "combiner": string(required=True, enum=("AND", "OR", "AND_WITH_MATCHING_RESOURCE")),
        "conditions": blocks(
            {
                "display_name": string(required=True, max_length=512),
                **CONDITIONS,
                "name": string(computed=True),
            },
            required=True,
            min_items=1,
            max_items=6,
        ),
        "display_name": string(required=True, min_length=1, max_length=512),
        "alert_strategy": block(
            {
                "auto_close": duration(1800),
                "notification_channel_strategies": blocks(
                    {"notification_channel_names": strings(), "renotify_interval": duration(1800, DAY)},
                    api="notificationChannelStrategy",
                ),
                "notification_prompts": strings(string(enum=("OPENED", "CLOSED"))),
                "notification_rate_limit": block({"period": duration(MINUTE)}),
            }
        ),
        "deletion_policy": deletion_policy(),
        "documentation": block(
            {
                "content": string(max_length=8192, max_bytes=10_240),
                "links": blocks(
                    {"display_name": string(max_length=63), "url": string(max_length=2083)},
                    max_items=3,
                ),
                "mime_type": string(enum=("text/markdown",), default="text/markdown"),
                "subject": string(max_bytes=10_240),
            }
        ),
        "enabled": boolean(default=True),
        "notification_channels": strings(max_items=16),
        "project": project(),
        "severity": string(enum=("CRITICAL", "ERROR", "WARNING")),
        "user_labels": labels(),
        "creation_records": blocks(
            {"mutate_time": string(computed=True), "mutated_by": string(computed=True)}, computed=True, api=""
        ),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root="https://monitoring.googleapis.com/",
        get="v3/{+id}",
        list="v3/projects/{project}/alertPolicies",
        items="alertPolicies",
    ),
    parents=(
        Parent("notification_channels.*", NOTIFICATION_CHANNEL.token, blocks_deletion=True, unless="force_delete"),
        *(
            Parent(
                f"conditions.*.{condition}.{name}",
                METRIC_DESCRIPTOR.token,
                id="projects/{project}/metricDescriptors/{}",
                match=METRIC,
            )
            for condition, name in (
                ("condition_threshold", "filter"),
                ("condition_threshold", "denominator_filter"),
                ("condition_absent", "filter"),
            )
        ),
        # a selector of an objective that is not there selects nothing that could be evaluated
        Parent("conditions.*.condition_threshold.filter", SLO.token, match=r'select_slo_\w+\(\s*"(projects/[^"]+)"'),
    ),
    server_made_id=True,
    identified_by="display_name",
    quotas=(Quota(500, noun="alerting policies", row="monitoring.alert_policies"),),
    not_found="The alerting policy {id} was not found., notFound",
)
