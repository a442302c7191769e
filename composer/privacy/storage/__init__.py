"""Copies in kinds of storage, one module a backend; `composer.spec.storage` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.storage.bucket import BUCKET
from composer.privacy.bucket_copies import bucket_copy
from composer.privacy.copy import of_kind
from composer.spec.storage import KINDS, part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from composer.graph import ResourceGraph
    from composer.privacy.copy import Arrival, Copy
    from composer.privacy.storage.interface import StorageCopies


def delivered_copies(graph: ResourceGraph, landing: Collection[str], arrival: Arrival) -> Iterator[Copy]:
    """The copies of what is delivered, whatever kind of storage it is in, and those in buckets that are there for
    whatever reason. `landing`: ids of buckets of raw exports."""
    known = set(landing)
    for kind in KINDS:
        backend: StorageCopies = part(__name__, kind)
        # what two kinds would take for theirs, such as a bucket of files, is one copy
        holders = [one for one in backend.holders(graph, arrival.destination) if one.id not in known]
        known.update(one.id for one in holders)
        yield from backend.copies(graph, holders, arrival)
    before = (arrival.waiting, arrival.landed, arrival.processed)
    for bucket in of_kind(graph, BUCKET.token):
        if bucket.id not in known:
            yield bucket_copy(bucket, "bucket", before, clear=True)
