"""Who moves finished buckets to where their readers look: the delivery service, Event Type by Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.bucket_grants import delivery_grant
from composer.facets.storage import storage_facet
from composer.graph import cloud_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource
    from composer.graph.resource import Input


def delivery(context: Context) -> Iterator[Resource]:
    """Its grants on buckets. On a dataset it stands among the readers, all of whom are stated there."""
    bucket = cloud_names.bucket(context.cell.project, context.event.name, "landing")
    ready = f"projects/_/buckets/{bucket}/objects/{cloud_names.READY}"
    finished: dict[str, Input] = {"title": "finished", "expression": f'resource.name.startsWith("{ready}")'}
    because = "It takes what is finished from here, and never sees what is still to be encrypted."
    yield delivery_grant(context, "landing", "roles/storage.objectViewer", because, {"condition": finished})
    storage = context.event.storage
    yield from storage_facet(storage.kind).delivery(context, storage)
