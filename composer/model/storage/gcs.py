"""Files in Cloud Storage, settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from composer.model.storage.common import ColderStep, Storage


@dataclass(frozen=True, slots=True)
class GcsStorage(Storage):
    """Delivered into a bucket of immutable Avro files, an object prefix a bucket of time. `storage_class`: of new
    files; `colder`: what becomes of them with age."""

    kind: Literal["gcs"]
    storage_class: str
    colder: tuple[ColderStep, ...]

    PRODUCT: ClassVar[str] = "Cloud Storage"
    COLUMNS: ClassVar[bool] = False

    @classmethod
    def simplest(cls, like: Storage) -> Self:
        """Files of the usual class, for ever."""
        return cls("gcs", like.partitioning, like.retention, like.landing_retention, "STANDARD", ())


BACKEND = GcsStorage
