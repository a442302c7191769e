"""The stream: schema, topic, the ETL's subscription, dead letters, and who may publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets import probe_events
from composer.facets.facet_context import Context, grant
from composer.facets.service_grants import dead_letter_handling
from composer.graph import Resource, as_json, cloud_names, ref
from composer.kinds.pubsub.members import TOPIC_IAM_MEMBER
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.schema.walk import without_annotations_each

if TYPE_CHECKING:
    from composer.graph.resource import Input
    from composer.kinds.input_types import pubsub
    from composer.model import Avro


def resources(context: Context) -> tuple[Resource, ...]:
    """Everything from the Event Service's publish to the ETL's pull."""
    schema = _schema(context)
    topic = _topic(context, schema)
    dead_topic, dead_subscription = _dead_letters(context)
    etl = _etl_subscription(context, topic)
    return (
        schema,
        topic,
        dead_topic,
        dead_subscription,
        etl,
        _publisher(context, topic),
        *_mirrored(context, topic),
        *probe_events.published(context, topic),
        *dead_letter_handling(context),
    )


def committed(*schemas: Avro) -> tuple[Avro, ...]:
    """The parts of schemas that Pub/Sub is given. Without `doc`: every commit of a definition burns one of 20
    revisions, and words change nothing here."""
    return without_annotations_each(schemas, frozenset({"doc"}))


def _schema(context: Context) -> Resource:
    name = context.schema
    return Resource(
        id=context.id("schema"),
        type=SCHEMA.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "name": name,
            "type": "AVRO",
            "definition": as_json(*committed(context.event.schema)),
        },
        because="Pub/Sub refuses events that do not fit the schema.",
    )


def _topic(context: Context, schema: Resource) -> Resource:
    name = context.topic
    # up to the revision that was committed here, whatever somebody commits by hand; and from the oldest there is, so
    # that events written before a change keep being taken until `up` deletes revisions that nobody needs any more
    schema_settings: pubsub.TopicSchemaSettingsArgsDict = {
        "schema": ref(schema),  # type: ignore[typeddict-item]
        "encoding": "BINARY",
        "last_revision_id": ref(schema, "revision_id"),  # type: ignore[typeddict-item]
    }
    return Resource(
        id=context.id("topic"),
        type=TOPIC.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "name": name,
            "labels": context.labels,
            "schema_settings": schema_settings,
            "message_storage_policy": _here_only(context),
        },
        because="Every Event Type has a topic of its own, so that none can disturb another.",
    )


def _here_only(context: Context) -> pubsub.TopicMessageStoragePolicyArgsDict:
    return {"allowed_persistence_regions": [context.cell.region]}


def _dead_letters(context: Context) -> tuple[Resource, Resource]:
    topic_name = cloud_names.dead_letter_topic(context.event.name)
    topic = Resource(
        id=context.id("dead-letter-topic"),
        type=TOPIC.token,
        name=topic_name,
        inputs={
            "project": context.cell.project,
            "name": topic_name,
            "labels": context.labels,
            "message_storage_policy": _here_only(context),
        },
        because="Events that nobody can decode are put aside by the ETL, so that they stop nobody.",
    )
    return topic, _subscription(
        context,
        "dead-letter-subscription",
        cloud_names.dead_letter_subscription(context.event.name),
        topic,
        {"message_retention_duration": context.event.delivery.dead_letter_retention.google},
        "A dead-letter topic without a subscription loses what it is sent.",
    )


def _etl_subscription(context: Context, topic: Resource) -> Resource:
    """The ETL's subscription. It has no dead-letter policy: that counts every failed export as the event's fault, and
    would carry a live stream away within hours (docs/adr/0062)."""
    delivery = context.event.delivery
    retry: pubsub.SubscriptionRetryPolicyArgsDict = {
        "minimum_backoff": delivery.retry_minimum.google,
        "maximum_backoff": delivery.retry_maximum.google,
    }
    return _subscription(
        context,
        "etl-subscription",
        context.etl_subscription,
        topic,
        {
            "message_retention_duration": delivery.subscription_retention.google,
            "ack_deadline_seconds": int(delivery.ack_deadline),
            "retry_policy": retry,
        },
        "The ETL reads events from here; what it has not exported stays until it has.",
    )


def _subscription(
    context: Context, role: str, name: str, topic: Resource, more: dict[str, Input], because: str
) -> Resource:
    never: pubsub.SubscriptionExpirationPolicyArgsDict = {"ttl": ""}
    return Resource(
        id=context.id(role),
        type=SUBSCRIPTION.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "name": name,
            "topic": ref(topic),
            "labels": context.labels,
            # without this, Google deletes a subscription that was idle for 31 days
            "expiration_policy": never,
            **more,
        },
        because=because,
    )


def _mirrored(context: Context, topic: Resource) -> tuple[Resource, ...]:
    """The grant to the Event Service of the environment whose events are copied here."""
    mirror = context.environment.mirror
    if mirror is None:
        return ()
    return (
        grant(
            TOPIC_IAM_MEMBER.token,
            f"serviceAccount:{mirror.event_service_account}",
            "roles/pubsub.publisher",
            {"project": context.cell.project, "topic": ref(topic, "name")},
            id=context.id("mirror-publisher"),
            name=f"{topic.name} publisher {mirror.environment}",
            because=f"The Event Service of {mirror.environment} publishes a copy of its events here.",
        ),
    )


def _publisher(context: Context, topic: Resource) -> Resource:
    return grant(
        TOPIC_IAM_MEMBER.token,
        f"serviceAccount:{context.environment.event_service_account}",
        "roles/pubsub.publisher",
        {"project": context.cell.project, "topic": ref(topic, "name")},
        id=context.id("publisher"),
        name=f"{topic.name} publisher",
        because="The Event Service is the only one that publishes events.",
    )
