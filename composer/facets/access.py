"""Who may read the delivered events: per tier, and only of this Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage import storage_facet

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph import Resource


def resources(context: Context) -> tuple[Resource, ...]:
    """The grants that let readers in, as far as what holds the events does not say so itself."""
    storage = context.event.storage
    return tuple(storage_facet(storage.kind).access(context, storage))
