"""Files in Cloud Storage, as their owner asks for them."""

from __future__ import annotations

from typing import Literal

from composer.spec.storage.common import StorageForm


class GcsStorage(StorageForm):
    """Delivered as Avro files into a Cloud Storage bucket of its own."""

    kind: Literal["gcs"]
    """Files in Cloud Storage."""
    storage_class: Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"] | None = None
    """Class of new objects; policy settles it if left out."""
