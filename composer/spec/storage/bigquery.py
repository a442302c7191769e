"""A table in BigQuery, as its owner asks for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from composer.spec.base import AvroName, Unique
from composer.spec.storage.common import StorageForm


class BigQueryStorage(StorageForm):
    """Delivered into a partitioned BigQuery table of its own."""

    kind: Literal["bigquery"]
    """A table in BigQuery."""
    clustering: Annotated[list[AvroName], Field(max_length=4), Unique()] = []
    """Columns to cluster by, at most four."""
