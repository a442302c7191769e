"""The landing bucket: raw exports, before they are deduplicated, encrypted and delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage.buckets import bucket

if TYPE_CHECKING:
    from composer.facets.context import Context
    from composer.graph import Resource


def landing_bucket(context: Context) -> Resource:
    """Every Event Type has one, whatever its storage: an export is durable here before it is acknowledged."""
    return bucket(
        context,
        "landing",
        context.event.storage.landing_retention,
        "STANDARD",
        "Events are acknowledged only after they were exported here.",
    )
