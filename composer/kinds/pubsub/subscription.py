"""Pub/Sub subscriptions: what Google accepts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.powers import LetsIn, Power
from composer.kinds.property import block, boolean, deletion_policy, duration, integer, labels, mapping, project, string
from composer.kinds.pubsub.topic import NAME, TRANSFORMS
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes
from composer.units import DAY, Bytes, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_TOPIC = "gcp:pubsub/topic:Topic"

_BIGQUERY = block(
    {
        "table": string(required=True, pattern=r"[^.:/]+[.:][^.]+\.[^.]+"),
        "drop_unknown_fields": boolean(),
        "service_account_email": string(),
        "use_table_schema": boolean(),
        "use_topic_schema": boolean(),
        "write_metadata": boolean(),
    },
    exclusive=(("use_table_schema", "use_topic_schema"),),
)

_CLOUD_STORAGE = block(
    {
        "bucket": string(required=True),
        "avro_config": block({"use_topic_schema": boolean(), "write_metadata": boolean()}),
        "filename_datetime_format": string(),
        "filename_prefix": string(),
        "filename_suffix": string(pattern=r".*[^/]|"),
        "max_bytes": integer(unit=Bytes, format="int64", minimum=1000, maximum=10 * 1024**3),
        "max_duration": duration(60, 600, default="300s"),
        "max_messages": integer(format="int64", minimum=1000),
        "service_account_email": string(),
        "state": string(computed=True),
        "text_config": block({"state": string(computed=True, api="")}, api="textConfig", optional_computed=True),
    },
    exclusive=(("avro_config", "text_config"),),
)


def subscription_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a subscription beyond each property by itself: path and words."""
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


SUBSCRIPTION = Kind(
    token="gcp:pubsub/subscription:Subscription",  # noqa: S106 - a kind's token
    discovery=("pubsub.v1", "Subscription"),
    inventory=asset("pubsub.googleapis.com/Subscription"),
    permissions=("pubsub.topics.attachSubscription",),
    id="projects/{project}/subscriptions/{name}",
    auto_name="name",
    properties={
        "topic": string(required=True, immutable=True, full_name="projects/{project}/topics/{}"),
        "ack_deadline_seconds": integer(unit=Seconds, minimum=10, maximum=600, default=10, optional_computed=True),
        "bigquery_config": _BIGQUERY,
        "cloud_storage_config": _CLOUD_STORAGE,
        "dead_letter_policy": block(
            {
                "dead_letter_topic": string(pattern=r"projects/[^/]+/topics/[^/]+"),
                "max_delivery_attempts": integer(minimum=5, maximum=100),
            }
        ),
        "deletion_policy": deletion_policy(),
        "enable_exactly_once_delivery": boolean(),
        "enable_message_ordering": boolean(immutable=True),
        "expiration_policy": block(
            {"ttl": duration(DAY, required=True, enum=("",))}, default={"ttl": f"{31 * DAY}s"}, optional_computed=True
        ),
        "filter": string(immutable=True, max_bytes=256),
        "labels": labels(),
        "message_retention_duration": duration(600, 31 * DAY, default=f"{7 * DAY}s"),
        "message_transforms": TRANSFORMS,
        "name": string(required=True, immutable=True, pattern=NAME),
        "project": project(),
        "push_config": block(
            {
                "push_endpoint": string(required=True, pattern=r"https://.+"),
                "attributes": mapping(),
                "no_wrapper": block({"write_metadata": boolean(required=True)}),
                "oidc_token": block({"service_account_email": string(required=True), "audience": string()}),
            }
        ),
        "retain_acked_messages": boolean(),
        "retry_policy": block(
            {
                "maximum_backoff": duration(0, 600, default="600s", optional_computed=True),
                "minimum_backoff": duration(0, 600, default="10s", optional_computed=True),
            }
        ),
        "tags": mapping(immutable=True),
        "effective_labels": mapping(computed=True, api=""),
        "pulumi_labels": mapping(computed=True, api=""),
    },
    rest=Rest(
        service="pubsub",
        root="https://pubsub.googleapis.com/",
        get="v1/projects/{project}/subscriptions/{name}",
        list="v1/projects/{project}/subscriptions",
        items="subscriptions",
        body={"name": "{id}", "state": "ACTIVE"},
        writes=Writes(create="PUT", updated_in="subscription"),
    ),
    parents=(
        Parent("topic", _TOPIC, orphaned="_deleted-topic_"),
        Parent("dead_letter_policy.dead_letter_topic", _TOPIC, orphaned="_deleted-topic_"),
        Parent("cloud_storage_config.bucket", "gcp:storage/bucket:Bucket"),
    ),
    quotas=(
        Quota(10_000, noun="subscriptions-per-project", row="pubsub.subscriptions"),
        Quota(10_000, "{topic}", "subscriptions-per-topic"),
    ),
    exclusive=(("push_config", "bigquery_config", "cloud_storage_config"),),
    charge=Charge(("pubsub.deliver",), "dead letters, events delivered again, a backlog older than a day"),
    joint_rule=subscription_problems,
    holds="subscriptions",
    loss="what waits in it is lost",
    opens=Power.MESSAGES,
    lets_in=LetsIn.RECIPIENTS,
)
