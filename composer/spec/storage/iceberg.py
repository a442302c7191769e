"""An Apache Iceberg table of BigQuery, as its owner asks for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from composer.spec.base import AvroName, Unique
from composer.spec.storage.common import StorageForm


class IcebergStorage(StorageForm):
    """Delivered into an Apache Iceberg table that BigQuery manages, with its files in a bucket of its own."""

    kind: Literal["iceberg"]
    """An Apache Iceberg table: BigQuery writes it, other engines may read its files."""
    clustering: Annotated[list[AvroName], Field(max_length=3), Unique()] = []
    """Columns to cluster by, at most three: the first is always the beginning of the bucket of time."""
