"""What the delivery system's own programs may do with one Event Type: each the least that its work takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import cloud_names, ref
from composer.graph.object_conditions import objects_under
from composer.kinds.pubsub.members import SCHEMA_IAM_MEMBER, SUBSCRIPTION_IAM_MEMBER, TOPIC_IAM_MEMBER
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource

SCHEMA_READER = "roles/pubsub.viewer"
"""On a schema: reads its revisions. Without it, no subscriber can decode what was written with a revision that it does
not know yet. https://cloud.google.com/pubsub/docs/access-control"""


def dead_letter_handling(context: Context) -> Iterator[Resource]:
    """Grants for those who look at dead letters, and to the program that sends them again."""
    project, event = context.cell.project, context.event.name
    handler = f"serviceAccount:{context.environment.identities.dead_letters}"
    yield grant(
        TOPIC_IAM_MEMBER.token,
        handler,
        "roles/pubsub.publisher",
        {"project": project, "topic": ref(context.id("topic"), "name")},
        id=context.id("dead-letter-returner"),
        name=f"{context.topic} dead letters",
        because="What was put aside is sent again once it can be decoded.",
    )
    for role, who in _dead_letter_readers(context):
        yield grant(
            SUBSCRIPTION_IAM_MEMBER.token,
            who,
            "roles/pubsub.subscriber",
            {"project": project, "subscription": ref(context.id("dead-letter-subscription"), "name")},
            id=context.id(role),
            name=f"{cloud_names.dead_letter_subscription(event)} {who}",
            because="Somebody must see why an event was put aside, and take it from there.",
        )
        yield reads_revisions(context, role, who)


def _dead_letter_readers(context: Context) -> Iterator[tuple[str, str]]:
    """The end of the id of a grant, and whom it lets read dead letters."""
    identities = context.environment.identities
    yield "dead-letter-handler", f"serviceAccount:{identities.dead_letters}"
    yield from ((f"dead-letter-reader-{who}", who) for who in identities.dead_letter_readers)


def reads_revisions(context: Context, subscriber: str, member: str) -> Resource:
    """The grant to read revisions of the schema to a principal that subscribes. `subscriber`: who in an id."""
    name = context.schema
    return grant(
        SCHEMA_IAM_MEMBER.token,
        member,
        SCHEMA_READER,
        {"project": context.cell.project, "schema": ref(context.id("schema"), "name")},
        id=context.id(f"{subscriber}-schema"),
        name=f"{name} {member}",
        because="A binary event is decoded with the revision that it was written with.",
    )


def late_event_handling(context: Context) -> Iterator[Resource]:
    """The grant to the program that moves late exports to a bucket of time that is still open."""
    bucket = context.bucket("landing")
    yield grant(
        BUCKET_IAM_MEMBER.token,
        f"serviceAccount:{context.environment.identities.late_events}",
        "roles/storage.objectUser",
        {
            "bucket": ref(context.id("landing-bucket"), "name"),
            "condition": objects_under(bucket, cloud_names.EXPORTS, "exports", lists=True),
        },
        id=context.id("late-events"),
        name=f"{bucket} late events",
        because="What arrives for a closed bucket is put into one that is open; it moves exports and nothing else.",
    )


def audit_of_files(context: Context) -> Resource:
    """The grant to the delivery audit to see which files were delivered, and to read none of them."""
    bucket = context.bucket("delivered")
    return grant(
        BUCKET_IAM_MEMBER.token,
        f"serviceAccount:{context.environment.identities.delivery_audit}",
        "roles/storage.legacyBucketReader",
        {"bucket": ref(context.id("delivered-bucket"), "name")},
        id=context.id("delivery-audit"),
        name=f"{bucket} delivery audit",
        because="It measures from outside what was delivered: it lists files, and opens none.",
    )
