"""Policy on tables in BigQuery: their columns hold less than Avro can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model.storage.bigquery import BigQueryStorage
from composer.policy.columns import columns
from composer.policy.storage.interface import StoragePolicy
from composer.spec.storage import bigquery as spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import EventType, Importance, Path, Policies, Reason
    from composer.units import Seconds

CLUSTERABLE = frozenset({"BOOL", "INT64", "STRING", "DATE", "TIMESTAMP", "DATETIME", "NUMERIC", "BIGNUMERIC"})
"""Top-level, non-repeated columns of these types may cluster a table (BigQuery, "clustered tables")."""


class BigQueryPolicy(StoragePolicy[spec.BigQueryStorage, BigQueryStorage]):
    """A table of its own."""

    def settle(
        self,
        form: spec.BigQueryStorage,
        landing_retention: Seconds,
        importance: Importance,  # noqa: ARG002
        policies: Policies,  # noqa: ARG002
        reasons: dict[Path, Reason],  # noqa: ARG002
    ) -> BigQueryStorage:
        """The settled value: everything is in the definition."""
        clustering = tuple(form.clustering)
        return BigQueryStorage("bigquery", form.partitioning, form.retention.seconds, landing_retention, clustering)

    def violations(self, event: EventType, storage: BigQueryStorage, document: Document) -> Iterator[Diagnostic]:
        """Diagnostics of what columns cannot hold, and cannot be clustered by."""
        return columns(event, document, storage.clustering, CLUSTERABLE)


BACKEND = BigQueryPolicy()
