"""Cloud Monitoring: metric descriptors and notification channels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import OWN_API, asset
from composer.kinds.kind import FREE, Charge, Kind, Rest
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    duration,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_ROOT = "https://monitoring.googleapis.com/"

METRIC = r'metric\.type\s*=\s*"(custom\.googleapis\.com/[^"]+)"'
"""The user-defined metric that a filter selects."""

PROMQL_METRIC = r'"(custom\.googleapis\.com/[^"]+)"'
"""The user-defined metric that a query of PromQL names, with Monitoring's own name for it."""

_RESOURCE = r'resource\.type\s*=\s*"([^"]+)"'
_WRITABLE = frozenset(
    {
        *("aws_ec2_instance", "dataflow_job", "gae_instance", "gce_instance", "generic_node", "generic_task"),
        *("gke_container", "global", "k8s_cluster", "k8s_container", "k8s_node", "k8s_pod"),
    }
)
"""Monitored resources that user-defined metrics can be written about.
https://cloud.google.com/monitoring/custom-metrics/creating-metrics#custom-metric-resources"""


def written_about(text: Any, path: str) -> Iterator[Problem]:
    """Google's objection to a filter that selects a user-defined metric of a resource that none is written about."""
    resource = re.search(_RESOURCE, str(text))
    if resource and re.search(METRIC, str(text)) and resource[1] not in _WRITABLE:
        message = (
            "The supplied filter does not specify a valid combination of metric and monitored resource descriptors. "
            f"No user-defined metric is written about {resource[1]}."
        )
        yield path, message


_CHANNEL_LABELS: Mapping[str, tuple[str, ...]] = {
    "email": ("email_address",),
    "pagerduty": ("service_key",),
    "pubsub": ("topic",),
    "slack": ("channel_name",),
    "sms": ("number",),
    "webhook_basicauth": ("url", "username"),
    "webhook_tokenauth": ("url",),
}
"""The labels a notification channel needs, by its type (notificationChannelDescriptors)."""


def channel_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a notification channel beyond each property by itself: path and words."""
    given = {**(inputs.get("labels") or {}), **(inputs.get("sensitive_labels") or {})}
    for name in _CHANNEL_LABELS.get(str(inputs.get("type")), ()):
        if not given.get(name) and not given.get(f"{name}_wo"):
            yield (
                "labels",
                f"Field \"notification_channel.labels['{name}']\" is required for {inputs.get('type')} channels.",
            )
    if inputs.get("type") == "email" and "@" not in str(given.get("email_address", "@")):
        yield "labels.email_address", "Field \"notification_channel.labels['email_address']\" is not an e-mail address."


def descriptor_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a metric beyond each property by itself: path and words."""
    if inputs.get("metric_kind") == "CUMULATIVE" and inputs.get("value_type") in {"BOOL", "STRING"}:
        yield "value_type", f"A CUMULATIVE metric cannot have the value type {inputs['value_type']}."
    if inputs.get("value_type") == "MONEY":
        yield "value_type", "The value type MONEY is not supported for user-defined metrics."
    keys = [label.get("key") for label in inputs.get("labels") or () if isinstance(label, dict)]
    if len({str(key) for key in keys}) < len(keys):
        yield "labels", "A label key must not be there twice."


METRIC_DESCRIPTOR = Kind(
    token="gcp:monitoring/metricDescriptor:MetricDescriptor",  # noqa: S106 - a kind's token
    discovery=("monitoring.v3", "MetricDescriptor"),
    inventory=OWN_API,
    id="projects/{project}/metricDescriptors/{+type}",
    properties={
        "metric_kind": string(required=True, immutable=True, enum=("GAUGE", "DELTA", "CUMULATIVE")),
        "type": string(
            required=True,
            immutable=True,
            pattern=r"(custom\.googleapis\.com/|external\.googleapis\.com/|logging\.googleapis\.com/user/)"
            r"[A-Za-z0-9][A-Za-z0-9_/.]{0,199}",
        ),
        "value_type": string(
            required=True, immutable=True, enum=("BOOL", "INT64", "DOUBLE", "STRING", "DISTRIBUTION", "MONEY")
        ),
        "deletion_policy": deletion_policy(),
        "description": string(),
        "display_name": string(),
        "labels": blocks(
            {
                "key": string(required=True, pattern=r"[a-zA-Z][a-zA-Z0-9_]{0,99}"),
                "description": string(),
                "value_type": string(enum=("STRING", "BOOL", "INT64"), default="STRING"),
            },
            immutable=True,
            max_items=30,
            unordered=True,
        ),
        "launch_stage": string(
            immutable=True,
            enum=("UNIMPLEMENTED", "PRELAUNCH", "EARLY_ACCESS", "ALPHA", "BETA", "GA", "DEPRECATED"),
        ),
        "metadata": block({"ingest_delay": duration(), "sample_period": duration()}, immutable=True),
        "project": project(),
        "unit": string(),
        "monitored_resource_types": strings(computed=True),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/projects/{project}/metricDescriptors/{+type}",
        list="v3/projects/{project}/metricDescriptors",
        items="metricDescriptors",
        writes=Writes(update=(), unchangeable="a descriptor is made again"),
    ),
    idempotent_create=True,
    quotas=(Quota(10_000, noun="custom metric descriptors", row="monitoring.metric_descriptors"),),
    not_found="Could not find descriptor for metric '{type}'., notFound",
    charge=Charge(excluded="the points that are written to it"),
    keeps_history=True,
    loss="nobody can read any more what was measured until now, and objectives that are made of it begin anew",
    joint_rule=descriptor_problems,
)

NOTIFICATION_CHANNEL = Kind(
    token="gcp:monitoring/notificationChannel:NotificationChannel",  # noqa: S106 - a kind's token
    discovery=("monitoring.v3", "NotificationChannel"),
    inventory=asset("monitoring.googleapis.com/NotificationChannel"),
    id="projects/{project}/notificationChannels/{server_id}",
    properties={
        "type": string(required=True, min_length=1),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=1024),
        "display_name": string(max_length=512),
        "enabled": boolean(default=True),
        "force_delete": boolean(api=""),
        "labels": mapping(),
        "project": project(),
        "sensitive_labels": block(
            {
                name: string(sensitive=True, api="")
                for secret in ("auth_token", "password", "service_key")
                for name in (secret, f"{secret}_wo", f"{secret}_wo_version")
            },
            api="",
            exclusive=(("auth_token", "password", "service_key"),),
        ),
        "user_labels": labels(),
        "name": string(computed=True, value="{id}"),
        "verification_status": string(computed=True),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/{+id}",
        list="v3/projects/{project}/notificationChannels",
        items="notificationChannels",
        writes=Writes(delete_options={"force": "force_delete"}),
    ),
    server_made_id=True,
    identified_by="display_name",
    not_found="Notification channel {id} was not found., notFound",
    in_use='Could not delete "{id}" because it is still being referenced by: "{child}"., failedPrecondition',
    charge=FREE,
    joint_rule=channel_problems,
)
