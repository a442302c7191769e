"""Copies in buckets of files: they end by lifecycle rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.storage.bucket import BUCKET
from composer.privacy.bucket_copies import bucket_copy
from composer.privacy.copy import of_kind
from composer.privacy.storage.interface import StorageCopies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import Resource, ResourceGraph
    from composer.privacy.copy import Arrival, Copy


class GcsCopies(StorageCopies):
    """The delivered bucket."""

    def holders(self, graph: ResourceGraph, destination: str) -> Iterator[Resource]:
        """The bucket that events are delivered to."""
        return (bucket for bucket in of_kind(graph, BUCKET.token) if f"gs://{bucket.name}" == destination)

    def copies(self, graph: ResourceGraph, holders: Iterable[Resource], arrival: Arrival) -> Iterator[Copy]:  # noqa: ARG002
        """The copy in that bucket."""
        before = (arrival.waiting, arrival.landed, arrival.processed)
        return (bucket_copy(bucket, "delivered bucket", before, clear=False) for bucket in holders)


BACKEND = GcsCopies()
