"""Policy on files in Cloud Storage: the class of objects is settled, and any legal schema will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model.storage.gcs import GcsStorage
from composer.policy.storage.interface import StoragePolicy
from composer.spec.storage import gcs as spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import EventType, Path, Policies, Reason
    from composer.units import Seconds


class GcsPolicy(StoragePolicy[spec.GcsStorage, GcsStorage]):
    """Files in a bucket."""

    def settle(
        self, form: spec.GcsStorage, landing_retention: Seconds, policies: Policies, reasons: dict[Path, Reason]
    ) -> GcsStorage:
        """The settled value, with the class of objects that policy says if the definition does not."""
        if not form.storage_class:
            reasons["storage", "storage_class"] = policies.places["storage.storage_class"]
        storage_class = form.storage_class or policies.storage.storage_class
        return GcsStorage("gcs", form.partitioning, form.retention.seconds, landing_retention, storage_class)

    def violations(self, event: EventType, storage: GcsStorage, document: Document) -> Iterator[Diagnostic]:  # noqa: ARG002
        """Nothing: files hold whatever Avro can say."""
        yield from ()


BACKEND = GcsPolicy()
