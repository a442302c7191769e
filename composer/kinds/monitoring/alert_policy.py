"""Cloud Monitoring: alert policies and their conditions."""

from __future__ import annotations

from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.monitoring.alert_conditions import CONDITIONS, alert_problems
from composer.kinds.monitoring.metrics import METRIC, METRIC_DESCRIPTOR, NOTIFICATION_CHANNEL, PROMQL_METRIC
from composer.kinds.monitoring.service_level import SLO
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    duration,
    labels,
    project,
    string,
    strings,
)
from composer.kinds.quota_rules import Quota
from composer.units import DAY, MINUTE

ALERT_POLICY = Kind(
    token="gcp:monitoring/alertPolicy:AlertPolicy",  # noqa: S106 - a kind's token
    discovery=("monitoring.v3", "AlertPolicy"),
    inventory=asset("monitoring.googleapis.com/AlertPolicy"),
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
        Parent(
            "conditions.*.condition_prometheus_query_language.query",
            METRIC_DESCRIPTOR.token,
            id="projects/{project}/metricDescriptors/{}",
            match=PROMQL_METRIC,
        ),
        # a selector of an objective that is not there selects nothing that could be evaluated
        Parent("conditions.*.condition_threshold.filter", SLO.token, match=r'select_slo_\w+\(\s*"(projects/[^"]+)"'),
    ),
    server_made_id=True,
    identified_by="display_name",
    quotas=(Quota(500, noun="alerting policies", row="monitoring.alert_policies"),),
    not_found="The alerting policy {id} was not found., notFound",
    charge=Charge(("monitoring.condition",), "the time series a condition reads"),
    joint_rule=alert_problems,
)
