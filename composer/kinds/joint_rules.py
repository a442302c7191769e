"""Rules of single kinds that join several properties: where a table of properties cannot say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery import column_rules
from composer.kinds.bigquery.data_policy import data_policy_problems
from composer.kinds.cloudscheduler.job_schedule import job_problems
from composer.kinds.compute.autoscaler import autoscaler_problems
from composer.kinds.compute.health_check import health_check_problems
from composer.kinds.compute.instance_group import group_problems
from composer.kinds.compute.instance_template import template_problems
from composer.kinds.dataflow.pipeline import pipeline_problems
from composer.kinds.dataproc.workflow_template import policy_problems, workflow_problems
from composer.kinds.deletion_delays import SOFT_DELETE_DEFAULT
from composer.kinds.formats import seconds
from composer.kinds.kms.crypto_keys import key_problems
from composer.kinds.monitoring.alert_conditions import alert_problems
from composer.kinds.monitoring.dashboard_document import dashboard_problems
from composer.kinds.monitoring.service_level import slo_problems
from composer.kinds.pubsub.avro_subset import avro_problem
from composer.kinds.sql.database_instance import instance_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Problem = tuple[str, str]
"""A dotted path and what is wrong there."""


def _subscription(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    if inputs.get("enable_exactly_once_delivery") and inputs.get("push_config"):
        yield "enable_exactly_once_delivery", "Exactly-once delivery is only supported for pull subscriptions."
    storage = inputs.get("cloud_storage_config")
    if isinstance(storage, dict):
        longest = seconds(str(storage.get("max_duration")))
        deadline = inputs.get("ack_deadline_seconds")
        if isinstance(deadline, int) and longest is not None and longest > deadline:
            yield (
                "cloud_storage_config.max_duration",
                f"max_duration ({longest:g}s) must not exceed the acknowledgement deadline ({deadline}s).",
            )
    retry = inputs.get("retry_policy")
    if isinstance(retry, dict):
        low = seconds(str(retry.get("minimum_backoff", "10s")))
        high = seconds(str(retry.get("maximum_backoff", "600s")))
        if low is not None and high is not None and low > high:
            yield "retry_policy.minimum_backoff", "minimum_backoff must not be longer than maximum_backoff."


def _bucket(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    for index, rule in enumerate(inputs.get("lifecycle_rules") or ()):
        if not isinstance(rule, dict):
            continue
        action, path = rule.get("action") or {}, f"lifecycle_rules[{index}]"
        if action.get("type") == "SetStorageClass" and not action.get("storage_class"):
            yield f"{path}.action.storage_class", "A storage class is required for the action SetStorageClass."
        if not rule.get("condition"):
            yield f"{path}.condition", "A lifecycle rule must have at least one condition."
    soft = (inputs.get("soft_delete_policy") or {}).get("retention_duration_seconds")
    if isinstance(soft, int) and 0 < soft < SOFT_DELETE_DEFAULT:
        yield (
            "soft_delete_policy.retention_duration_seconds",
            f"Soft delete retention must be 0 (off) or at least {SOFT_DELETE_DEFAULT} seconds (7 days).",
        )


def _table(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    if inputs.get("schema") is None:
        return
    columns = column_rules.opened(inputs["schema"])
    if columns is None:
        return
    problems = list(column_rules.problems(columns))
    yield from problems
    if not problems:
        yield from _partitioning(inputs, column_rules.column_types(columns))


def _partitioning(inputs: Mapping[str, Any], columns: Mapping[str, tuple[str, str]]) -> Iterator[Problem]:
    times, ranges = inputs.get("time_partitioning") or {}, inputs.get("range_partitioning") or {}
    if isinstance(times, dict) and isinstance(times.get("field"), str):
        yield from _partitioned_by(times["field"], columns, _HOURLY if times.get("type") == "HOUR" else _DAILY, "time")
    if isinstance(ranges, dict) and isinstance(ranges.get("field"), str):
        yield from _partitioned_by(ranges["field"], columns, frozenset({"INTEGER"}), "range")
    for index, name in enumerate(inputs.get("clusterings") or ()):
        if not isinstance(name, str):
            continue
        kind, mode = columns.get(name.lower(), ("", ""))
        path = f"clusterings[{index}]"
        if not kind:
            yield path, f"The field specified for clustering cannot be found in the schema: {name}"
        elif kind not in _CLUSTERED or mode == "REPEATED":
            yield path, f"The field {name} of type {kind} ({mode}) cannot be used for clustering."


_DAILY = frozenset({"DATE", "TIMESTAMP", "DATETIME"})
_HOURLY = frozenset({"TIMESTAMP", "DATETIME"})
_CLUSTERED = frozenset(
    {
        *("STRING", "INTEGER", "BOOLEAN", "DATE", "TIMESTAMP", "DATETIME", "GEOGRAPHY", "NUMERIC", "BIGNUMERIC"),
        *("BYTES", "RANGE"),
    }
)


def _partitioned_by(
    name: str, columns: Mapping[str, tuple[str, str]], allowed: frozenset[str], how: str
) -> Iterator[Problem]:
    kind, mode = columns.get(name.lower(), ("", ""))
    path = f"{how}_partitioning.field"
    if not kind:
        yield path, f"The field specified for partitioning cannot be found in the schema: {name}"
    elif kind not in allowed or mode == "REPEATED":
        allowed_types = ", ".join(sorted(allowed))
        yield (
            path,
            f"The field specified for partitioning must be of type {allowed_types} and not REPEATED; {name} is {kind}.",
        )


def _schema(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    if inputs.get("type", "AVRO") == "AVRO" and inputs.get("definition") is not None:
        problem = avro_problem(inputs["definition"])
        if problem:
            yield "definition", f"The schema definition is invalid: {problem}"
    if inputs.get("type") is None:
        yield "type", "The schema's type must be set."
    if inputs.get("definition") is None:
        yield "definition", "The schema's definition must be set."


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


def _channel(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    given = {**(inputs.get("labels") or {}), **(inputs.get("sensitive_labels") or {})}
    for name in _CHANNEL_LABELS.get(str(inputs.get("type")), ()):
        if not given.get(name) and not given.get(f"{name}_wo"):
            yield (
                "labels",
                f"Field \"notification_channel.labels['{name}']\" is required for {inputs.get('type')} channels.",
            )
    if inputs.get("type") == "email" and "@" not in str(given.get("email_address", "@")):
        yield "labels.email_address", "Field \"notification_channel.labels['email_address']\" is not an e-mail address."


def _descriptor(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    if inputs.get("metric_kind") == "CUMULATIVE" and inputs.get("value_type") in {"BOOL", "STRING"}:
        yield "value_type", f"A CUMULATIVE metric cannot have the value type {inputs['value_type']}."
    if inputs.get("value_type") == "MONEY":
        yield "value_type", "The value type MONEY is not supported for user-defined metrics."
    keys = [label.get("key") for label in inputs.get("labels") or () if isinstance(label, dict)]
    if len({str(key) for key in keys}) < len(keys):
        yield "labels", "A label key must not be there twice."


RULES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Problem]]] = {
    "gcp:pubsub/subscription:Subscription": _subscription,
    "gcp:pubsub/schema:Schema": _schema,
    "gcp:storage/bucket:Bucket": _bucket,
    "gcp:bigquery/table:Table": _table,
    "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy": data_policy_problems,
    "gcp:monitoring/metricDescriptor:MetricDescriptor": _descriptor,
    "gcp:monitoring/notificationChannel:NotificationChannel": _channel,
    "gcp:cloudscheduler/job:Job": job_problems,
    "gcp:compute/regionAutoscaler:RegionAutoscaler": autoscaler_problems,
    "gcp:compute/regionHealthCheck:RegionHealthCheck": health_check_problems,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": group_problems,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": template_problems,
    "gcp:dataflow/pipeline:Pipeline": pipeline_problems,
    "gcp:dataproc/autoscalingPolicy:AutoscalingPolicy": policy_problems,
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": workflow_problems,
    "gcp:kms/cryptoKey:CryptoKey": key_problems,
    "gcp:monitoring/slo:Slo": slo_problems,
    "gcp:monitoring/alertPolicy:AlertPolicy": alert_problems,
    "gcp:monitoring/dashboard:Dashboard": dashboard_problems,
    "gcp:sql/databaseInstance:DatabaseInstance": instance_problems,
}
"""The rule of a kind, by its token; run only when the single properties are all right."""

REPLACED_BY: Mapping[str, Mapping[tuple[str, ...], Callable[[Any, Any], bool]]] = {
    "gcp:bigquery/table:Table": {("schema",): column_rules.needs_new_table},
    "gcp:sql/databaseInstance:DatabaseInstance": {
        ("settings", "disk_size"): lambda old, new: isinstance(old, int) and isinstance(new, int) and new < old,
        ("settings", "ip_configuration", "private_network"): lambda old, new: bool(old) and not new,
    },
    "gcp:storage/bucket:Bucket": {("retention_policy", "is_locked"): lambda old, new: old is True and not new},
}
"""Properties, by kind and path, of which some changes replace the resource and others do not: the old and the new value
decide. As the real provider has it (`customdiff.ForceNewIfChange` in the source of its resources)."""


def replacing(token: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The paths of REPLACED_BY whose change from `old` to `new` inputs replaces the resource."""
    return tuple(
        path for path, replaces in REPLACED_BY.get(token, {}).items() if replaces(_at(old, path), _at(new, path))
    )


def _at(inputs: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = inputs
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
