"""Grants on the buckets of an Event Type: to its readers, and to the service that delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import ref
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.facets.facet_context import Context
    from composer.graph import Resource
    from composer.graph.resource import Input
    from composer.model import EventType


def readers(event: EventType) -> tuple[str, ...]:
    """Every reader of any tier. Sensitive fields are encrypted or closed by column, so files are open to all tiers."""
    return tuple(sorted({principal for group in event.access.values() for principal in group}))


def reader_grant(context: Context, principal: str, purpose: str = "delivered") -> Resource:
    """The grant of one reader on the files in the bucket of that purpose."""
    bucket = context.id(f"{purpose}-bucket")
    return grant(
        BUCKET_IAM_MEMBER.token,
        principal,
        "roles/storage.objectViewer",
        {"bucket": ref(bucket, "name")},
        id=context.id(f"reader-{principal}"),
        name=f"{context.bucket(purpose)} {principal}",
        because=f"The definition lets {principal} read the delivered events.",
    )


def delivery_grant(
    context: Context, purpose: str, role: str, because: str, more: Mapping[str, Input] | None = None
) -> Resource:
    """A grant of the delivery service on the bucket of that purpose."""
    return grant(
        BUCKET_IAM_MEMBER.token,
        f"serviceAccount:{context.environment.delivery_service_account}",
        role,
        {"bucket": ref(context.id(f"{purpose}-bucket"), "name"), **(more or {})},
        id=context.id(f"delivery-{purpose}"),
        name=f"{context.bucket(purpose)} delivery",
        because=because,
    )
