"""What deletes events whose time is over, of storage that does not do so itself. Archived Event Types keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage import storage_facet

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """As the backend says; nothing for most."""
    storage = context.event.storage
    return tuple(storage_facet(storage.kind).expiry(context, storage))
