"""The landing bucket: raw exports, before they are deduplicated, encrypted and delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage.buckets import bucket, deleted_after
from composer.graph import cloud_names

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def landing_bucket(context: Context) -> Resource:
    """Every Event Type has one, whatever its storage: an export is durable here before it is acknowledged.

    What processing makes of an export may begin when that is about to go, and has a shorter time of its own: events
    would be kept here twice as long otherwise.
    """
    retention = context.event.storage.landing_retention
    processed = min(retention, context.policies.storage.processed_retention)
    return bucket(
        context,
        "landing",
        [deleted_after(retention), deleted_after(processed, cloud_names.READY, cloud_names.TEMPORARY)],
        "STANDARD",
        "Events are acknowledged only after they were exported here.",
    )
