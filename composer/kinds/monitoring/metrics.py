"""Cloud Monitoring: metric descriptors and notification channels."""

from __future__ import annotations

from composer.kinds.kind import (
    Kind,
    Quota,
    Rest,
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

_ROOT = "https://monitoring.googleapis.com/"

METRIC_DESCRIPTOR = Kind(
    token="gcp:monitoring/metricDescriptor:MetricDescriptor",  # noqa: S106 - a kind's token
    noun="MetricDescriptor",
    discovery=("monitoring.v3", "MetricDescriptor"),
    id="projects/{project}/metricDescriptors/{type}",
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
        "description": string(immutable=True),
        "display_name": string(immutable=True),
        "labels": blocks(
            {
                "key": string(required=True, pattern=r"[a-zA-Z][a-zA-Z0-9_]{0,99}"),
                "description": string(),
                "value_type": string(enum=("STRING", "BOOL", "INT64"), default="STRING"),
            },
            immutable=True,
            max_items=30,
        ),
        "launch_stage": string(
            immutable=True,
            enum=("UNIMPLEMENTED", "PRELAUNCH", "EARLY_ACCESS", "ALPHA", "BETA", "GA", "DEPRECATED"),
        ),
        "metadata": block({"ingest_delay": duration(), "sample_period": duration()}, immutable=True),
        "project": project(),
        "unit": string(immutable=True),
        "monitored_resource_types": strings(computed=True),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="monitoring",
        root=_ROOT,
        get="v3/projects/{project}/metricDescriptors/{+type}",
        list="v3/projects/{project}/metricDescriptors",
        items="metricDescriptors",
    ),
    idempotent_create=True,
    quotas=(Quota(10_000, noun="custom metric descriptors", row="monitoring.metric_descriptors"),),
    not_found="Could not find descriptor for metric '{type}'., notFound",
)

NOTIFICATION_CHANNEL = Kind(
    token="gcp:monitoring/notificationChannel:NotificationChannel",  # noqa: S106 - a kind's token
    noun="NotificationChannel",
    discovery=("monitoring.v3", "NotificationChannel"),
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
    ),
    server_made_id=True,
    identified_by="display_name",
    not_found="Notification channel {id} was not found., notFound",
    in_use='Could not delete "{id}" because it is still being referenced by: "{child}"., failedPrecondition',
)
