"""A table in BigQuery, as its owner asks for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from composer.spec.base import AvroName  # noqa: TC001  pydantic reads the types
from composer.spec.storage.common import StorageForm


class BigQueryStorage(StorageForm):
    """Delivered into a partitioned BigQuery table of its own."""

    kind: Literal["bigquery"]
    """A table in BigQuery."""
    clustering: Annotated[list[AvroName], Field(max_length=4)] = []
    """Columns to cluster by, at most four."""
