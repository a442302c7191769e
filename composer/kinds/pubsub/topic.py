"""Pub/Sub topics: what Google accepts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.live_rules import Refusal
from composer.kinds.powers import Power
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
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects

NAME = r"(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}"
"""Names of topics, subscriptions and schemas: 3 to 255 characters, not starting with `goog`."""


TRANSFORMS = blocks(
    {
        "ai_inference": block(
            {
                "endpoint": string(required=True),
                "service_account_email": string(),
                "unstructured_inference": block({"parameters": mapping()}),
            }
        ),
        "disabled": boolean(),
        "javascript_udf": block(
            {
                "code": string(required=True, max_bytes=20 * 1024),
                "function_name": string(required=True, pattern=r"[A-Za-z_$][A-Za-z0-9_$]*"),
            }
        ),
    },
    max_items=5,
)

_SOURCES = {
    "aws_kinesis": block(
        {
            "aws_role_arn": string(required=True),
            "consumer_arn": string(required=True),
            "gcp_service_account": string(required=True),
            "stream_arn": string(required=True),
        }
    ),
    "aws_msk": block(
        {
            "aws_role_arn": string(required=True),
            "cluster_arn": string(required=True),
            "gcp_service_account": string(required=True),
            "topic": string(required=True),
        }
    ),
    "azure_event_hubs": block(
        {
            "client_id": string(),
            "event_hub": string(),
            "gcp_service_account": string(),
            "namespace": string(),
            "resource_group": string(),
            "subscription_id": string(),
            "tenant_id": string(),
        }
    ),
    "cloud_storage": block(
        {
            "bucket": string(required=True),
            "avro_format": block({}),
            "match_glob": string(),
            "minimum_object_create_time": string(format="timestamp"),
            "pubsub_avro_format": block({}),
            "text_format": block({"delimiter": string(max_length=1)}),
        },
        exclusive=(("avro_format", "pubsub_avro_format", "text_format"),),
    ),
    "confluent_cloud": block(
        {
            "bootstrap_server": string(required=True),
            "gcp_service_account": string(required=True),
            "identity_pool_id": string(required=True),
            "topic": string(required=True),
            "cluster_id": string(),
        }
    ),
}


def existing_revisions(inputs: Mapping[str, Any], links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """Revisions that a topic names exist."""
    schema = next((link for link in links if link.property == "schema_settings.schema"), None)
    revisions = live.revisions(schema.parent_kind, schema.parent_id) if schema else ()
    for name in ("first_revision_id", "last_revision_id") if schema else ():
        revision = inputs["schema_settings"].get(name)
        if schema and revision and revision not in revisions:
            what = f"{schema.parent_id.rpartition('/')[2]}@{revision}"
            yield Refusal(404, f"Resource not found (resource={what})., notFound")


TOPIC = Kind(
    token="gcp:pubsub/topic:Topic",  # noqa: S106 - a kind's token
    discovery=("pubsub.v1", "Topic"),
    inventory=asset("pubsub.googleapis.com/Topic"),
    permissions=("pubsub.schemas.attach",),
    id="projects/{project}/topics/{name}",
    auto_name="name",
    properties={
        "deletion_policy": deletion_policy(),
        "ingestion_data_source_settings": block(
            {
                **_SOURCES,
                "platform_logs_settings": block(
                    {
                        "severity": string(
                            enum=("DISABLED", "DEBUG", "INFO", "WARNING", "ERROR"),
                            numbers={"DISABLED": 1, "DEBUG": 2, "INFO": 3, "WARNING": 4, "ERROR": 5},
                        )
                    }
                ),
            },
            exclusive=(tuple(_SOURCES),),
        ),
        "kms_key_name": string(pattern=r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+"),
        "labels": labels(),
        "message_retention_duration": duration(600, 31 * DAY),
        "message_storage_policy": block(
            {
                "allowed_persistence_regions": strings(required=True, min_items=1, unordered=True),
                "enforce_in_transit": boolean(),
            },
            optional_computed=True,
        ),
        "message_transforms": TRANSFORMS,
        "name": string(required=True, immutable=True, pattern=NAME),
        "project": project(),
        "schema_settings": block(
            {
                "schema": string(required=True, pattern=r"(projects/[^/]+/schemas/[^/]+|_deleted-schema_)"),
                "encoding": string(enum=("JSON", "BINARY"), numbers={"JSON": 1, "BINARY": 2}),
                "first_revision_id": string(),
                "last_revision_id": string(),
            }
        ),
        "tags": mapping(immutable=True),
        "effective_labels": mapping(computed=True, api=""),
        "pulumi_labels": mapping(computed=True, api=""),
    },
    rest=Rest(
        service="pubsub",
        root="https://pubsub.googleapis.com/",
        get="v1/projects/{project}/topics/{name}",
        list="v1/projects/{project}/topics",
        items="topics",
        body={"name": "{id}", "state": "ACTIVE"},
        writes=Writes(create="PUT", updated_in="topic"),
    ),
    parents=(Parent("schema_settings.schema", "gcp:pubsub/schema:Schema", orphaned="_deleted-schema_"),),
    quotas=(Quota(10_000, noun="topics-per-project", row="pubsub.topics"),),
    charge=Charge(("pubsub.publish",), "dead letters, traffic between regions"),
    reference_rule=existing_revisions,
    opens=Power.MESSAGES,
    lets_nobody_in="its accounts bring events in from elsewhere, and take none out",
)
