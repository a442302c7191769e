"""A table in BigQuery, settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from composer.model.storage.common import Storage


@dataclass(frozen=True, slots=True)
class BigQueryStorage(Storage):
    """Delivered into one partitioned table. `clustering` holds at most 4 column names."""

    kind: Literal["bigquery"]
    clustering: tuple[str, ...]

    PRODUCT: ClassVar[str] = "BigQuery"
    COLUMNS: ClassVar[bool] = True

    @classmethod
    def simplest(cls, like: Storage) -> Self:
        """A table that is not clustered."""
        return cls("bigquery", like.partitioning, like.retention, like.landing_retention, ())

    @property
    def partitions(self) -> int:
        """One a bucket of time, as long as it is kept."""
        return -(-self.retention // self.bucket_length)

    @property
    def clustered_by(self) -> tuple[str, ...]:
        """As the definition says."""
        return self.clustering


BACKEND = BigQueryStorage
