"""Who moves finished buckets to where their readers look: the delivery service, Event Type by Event Type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.bucket_grants import delivery_grant
from composer.facets.service_grants import late_event_handling
from composer.facets.storage import storage_facet
from composer.graph import cloud_names
from composer.graph.object_conditions import objects_under

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource


def delivery(context: Context) -> Iterator[Resource]:
    """Its grants on buckets, and what late events take. A dataset states it among its readers."""
    bucket = context.bucket("landing")
    finished = objects_under(bucket, cloud_names.READY, "finished", lists=True)
    because = "It takes what is finished from here, and reads nothing that is still to be encrypted."
    yield delivery_grant(context, "landing", "roles/storage.objectViewer", because, {"condition": finished})
    yield from late_event_handling(context)
    storage = context.event.storage
    yield from storage_facet(storage.kind).delivery(context, storage)
