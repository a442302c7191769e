"""Where delivered events are kept: a landing bucket for every Event Type, and one backend for each kind of storage.

A backend is a module with the name of its kind, beside what several of them share; `composer.spec.storage` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.storage.landing import landing_bucket
from composer.spec.storage import part

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.facets.storage.interface import StorageFacet
    from composer.graph import Resource

"""Archived Event Types keep their storage; when it may go is a gate of the cleanup, never known here."""


def storage_facet(kind: str) -> StorageFacet[Any]:
    """The resources of a kind of storage."""
    backend: StorageFacet[Any] = part(__name__, kind)
    return backend


def resources(context: Context) -> tuple[Resource, ...]:
    """The landing bucket and the backend's resources."""
    storage = context.event.storage
    return (landing_bucket(context), *storage_facet(storage.kind).resources(context, storage))
