"""Delivery into a Cloud Storage bucket of Avro files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage.buckets import bucket, deleted_after
from composer.model import GcsStorage

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """The delivered bucket; its lifecycle rule follows from the retention."""
    storage = context.event.storage
    assert isinstance(storage, GcsStorage)
    because = "Closed, immutable buckets of time are delivered here."
    return (bucket(context, "delivered", [deleted_after(storage.retention)], storage.storage_class, because),)
