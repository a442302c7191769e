"""The registration: what the Event Service and the ETL read about an Event Type. docs/schemas/registration.schema.json
is its contract; it is there in every state, for a tombstone too."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from composer.facets import keys
from composer.facets.masking import maskings, most_revealing
from composer.facets.processing.bucket_workflow import needs_processing, workflow_path
from composer.facets.storage import storage_facet
from composer.facets.stream import committed
from composer.graph import Resource, as_json, canonical, cloud_names
from composer.kinds.pubsub.pubsub_schema import REVISIONS
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.model import State
from composer.privacy.encryption_keys import decrypters, encrypted_fields
from composer.schema.field_identity import key

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.model import Avro, Deprecation, EventType

FORMAT = "composer/registration/v1"


def resources(context: Context) -> tuple[Resource, ...]:
    """One object in the registry bucket of the cell."""
    name = cloud_names.registration(context.event.name)
    return (
        Resource(
            id=context.id("registration"),
            type=BUCKET_OBJECT.token,
            name=name,
            inputs={
                "bucket": context.platform("registry-bucket", "name"),
                "name": name,
                "content_type": "application/json",
                "content": as_json(content(context)),
            },
            because="The Event Service accepts and the ETL delivers what is registered here.",
        ),
    )


def content(context: Context) -> dict[str, Any]:
    """The content of the object. Everything an outsider needs stands in it; nothing has to be looked up elsewhere."""
    event = context.event
    document: dict[str, Any] = {
        "format": FORMAT,
        "event_type": event.name,
        "state": event.lifecycle.state.value,
        "accepts_events": event.lifecycle.accepts_events,
        "sunset": event.lifecycle.sunset or None,
        "replaced_by": event.lifecycle.replaced_by or None,
    }
    if event.lifecycle.state is State.DELETED:
        return document
    return {
        **document,
        **({"former_names": list(event.former_names)} if event.former_names else {}),
        "owner": event.owner.name,
        "importance": event.importance.value,
        "finance_bearing": event.finance_bearing,
        "schema": event.schema,
        "released_versions": len(event.versions),
        "revisions": _revisions(context),
        "fields": _fields(event),
        "access": {tier: list(principals) for tier, principals in event.access.items()},
        "encryption": _encryption(context),
        **({"mirrors": context.environment.mirror.environment} if context.environment.mirror else {}),
        "delivery": _delivery(context),
    }


def _revisions(context: Context) -> dict[str, Any]:
    """The schema in Pub/Sub, and the revisions that events may still arrive with, oldest first. Their ids are known
    only to Pub/Sub, so they are named by the digest of what was committed: as many as it keeps."""
    event = context.event
    versions = [*event.versions]
    if not versions or versions[-1] != event.schema:  # not released yet
        versions.append(event.schema)
    arriving = versions[-REVISIONS:]
    numbered = enumerate(committed(*arriving), start=len(versions) - len(arriving) + 1)
    return {
        "schema": f"projects/{context.cell.project}/schemas/{context.schema}",
        "may_arrive": [{"version": number, "sha256": _digest(schema)} for number, schema in numbered],
    }


def _digest(schema: Avro) -> str:
    return hashlib.sha256(canonical(schema).encode()).hexdigest()


def _fields(event: EventType) -> dict[str, dict[str, Any]]:
    """The meaning and protection of each field: exposure and the judgement of changes are read from it."""
    stored = event.storage.COLUMNS
    carried = maskings(event) if stored else {}
    # a column is protected as the field is that is written now, also for rows of one that is gone
    columns = {key(field.path): field for field in event.fields if stored and not field.removed}
    fields: dict[str, dict[str, Any]] = {}
    for field in event.fields:
        meaning, column = field.semantic, columns.get(key(field.path), field)
        fields[field.path] = {
            "semantic": meaning.key,
            "personal": meaning.personal,
            "tier": column.semantic.tier,
            "clear_seconds": None if meaning.retention is None else int(meaning.retention),
            **({"masking": masking} if (masking := most_revealing(carried.get(column.path, ()))) else {}),
            **({"deprecated": _deprecated(field.deprecated)} if field.deprecated else {}),
        }
    return fields


def _deprecated(deprecation: Deprecation) -> dict[str, str]:
    """For those who write or read the field: when it began to go, why, and where to look instead."""
    instead = {"replaced_by": deprecation.replaced_by} if deprecation.replaced_by else {}
    return {"since": deprecation.since, "reason": deprecation.reason, **instead}


def _encryption(context: Context) -> list[dict[str, Any]]:
    """The encrypted fields, whose key it is and who may decrypt them. The name of the key stands there where it is the
    Event Type's own: those of users are the key service's business."""
    own = keys.path(context)
    return [
        {
            "field": field.path,
            "semantic": field.semantic.key,
            "key": field.semantic.encryption,
            **({"key_name": own} if field.semantic.encryption == "type" else {}),
            "readers": list(decrypters(field, context.event, context.policies.tiers)),
        }
        for field in encrypted_fields(context.event)
    ]


def _delivery(context: Context) -> dict[str, Any]:
    """The job description of the ETL."""
    event = context.event
    landing = f"gs://{context.bucket('landing')}"
    return {
        "topic": f"projects/{context.cell.project}/topics/{context.topic}",
        "subscription": f"projects/{context.cell.project}/subscriptions/{context.etl_subscription}",
        "dead_letters": f"projects/{context.cell.project}/topics/{cloud_names.dead_letter_topic(event.name)}",
        "landing": landing,
        "ready": f"{landing}/{cloud_names.READY}",
        "workflow": workflow_path(context) if needs_processing(event) else None,
        "storage": event.storage.kind,
        **storage_facet(event.storage.kind).registered(context),
        "partitioning": event.storage.partitioning,
        "close_within_seconds": int(event.delivery.slo),
        "closes_with_dead_letters": not event.finance_bearing,
        "deduplicate": {"key": event.dedupe.key, "window_seconds": int(event.dedupe.window)} if event.dedupe else None,
    }
