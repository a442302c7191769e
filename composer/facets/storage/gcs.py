"""Delivery into a Cloud Storage bucket of Avro files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.bucket_grants import delivery_grant, reader_grant, readers
from composer.facets.service_grants import audit_of_files
from composer.facets.storage.buckets import bucket, deleted_after, moved_after
from composer.facets.storage.interface import StorageFacet
from composer.model.storage.gcs import GcsStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource


class GcsFacet(StorageFacet[GcsStorage]):
    """A bucket that readers read as it is."""

    def resources(self, context: Context, storage: GcsStorage) -> Iterator[Resource]:
        """The delivered bucket; its lifecycle rules follow from the retention, and from the classes by age.

        What money is paid from is kept under a retention policy: a rule deletes it in the end, and nobody before.
        """
        because = "Closed, immutable buckets of time are delivered here."
        rules = [deleted_after(storage.retention), *moved_after(storage.colder)]
        kept = storage.retention if context.event.finance_bearing else 0
        yield bucket(context, "delivered", rules, storage.storage_class, because, kept)

    def access(self, context: Context, storage: GcsStorage) -> Iterator[Resource]:  # noqa: ARG002
        """A grant for each reader of any tier."""
        return (reader_grant(context, principal) for principal in readers(context.event))

    def delivery(self, context: Context, storage: GcsStorage) -> Iterator[Resource]:  # noqa: ARG002
        """The delivery service may write, and the audit list; neither may do anything else."""
        because = "It writes finished buckets here; they are immutable, so it can neither read nor overwrite them."
        yield delivery_grant(context, "delivered", "roles/storage.objectCreator", because)
        yield audit_of_files(context)

    def expiry(self, context: Context, storage: GcsStorage) -> Iterable[Resource]:  # noqa: ARG002
        """Nothing: the bucket has its rule."""
        return ()

    def registered(self, context: Context) -> dict[str, str]:
        """The bucket."""
        return {"destination": f"gs://{context.bucket('delivered')}"}


BACKEND = GcsFacet()
