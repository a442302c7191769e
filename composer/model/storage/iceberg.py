"""An Apache Iceberg table of BigQuery, settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from composer.model.storage.common import Storage


@dataclass(frozen=True, slots=True)
class IcebergStorage(Storage):
    """Delivered into one table that is not partitioned. `clustering` holds at most 3 column names."""

    kind: Literal["iceberg"]
    clustering: tuple[str, ...]

    PRODUCT: ClassVar[str] = "BigQuery"
    COLUMNS: ClassVar[bool] = True

    @classmethod
    def simplest(cls, like: Storage) -> Self:
        """A table that is clustered by time alone."""
        return cls("iceberg", like.partitioning, like.retention, like.landing_retention, ())

    @property
    def clustered_by(self) -> tuple[str, ...]:
        """As the definition says: fields of the schema, without the column that is always there."""
        return self.clustering


BACKEND = IcebergStorage
