"""Policy on Apache Iceberg tables: their columns hold less than those of other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.graph.expiry_query import COLUMN
from composer.kinds.bigquery.iceberg_rules import UNSUPPORTED
from composer.model.storage.iceberg import IcebergStorage
from composer.policy.columns import columns
from composer.policy.storage.interface import StoragePolicy
from composer.schema import bigquery_columns
from composer.schema.field_identity import Fields, key
from composer.spec.storage import iceberg as spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType, Importance, Path, Policies, Reason
    from composer.units import Seconds

CLUSTERABLE = frozenset({"BOOL", "INT64", "STRING", "DATE", "TIMESTAMP", "DATETIME", "NUMERIC"})
"""As for other tables, as far as these types are there at all."""


class IcebergPolicy(StoragePolicy[spec.IcebergStorage, IcebergStorage]):
    """A table whose files are in a bucket."""

    def settle(
        self,
        form: spec.IcebergStorage,
        landing_retention: Seconds,
        importance: Importance,  # noqa: ARG002
        policies: Policies,  # noqa: ARG002
        reasons: dict[Path, Reason],  # noqa: ARG002
    ) -> IcebergStorage:
        """The settled value: everything is in the definition."""
        clustering = tuple(form.clustering)
        return IcebergStorage("iceberg", form.partitioning, form.retention.seconds, landing_retention, clustering)

    def violations(self, event: EventType, storage: IcebergStorage, document: Document) -> Iterator[Diagnostic]:
        """Diagnostics of what columns cannot hold, and Iceberg has no type for; a field that is called as the column of
        time."""
        yield from columns(event, document, storage.clustering, CLUSTERABLE)
        stored = (Related(document.span(("storage", "kind")), "stored as Iceberg"),)

        def diagnostic(path: Path, message: str, hint: str) -> Diagnostic:
            return Diagnostic(
                "ET603", message, document.span(("schema", *path)), hint, event_type=event.name, related=stored
            )

        fields = Fields(event.schema).by_name
        for name, kind in _unsupported(event.schema):
            field = fields.get(name.rstrip("[]{}"))
            hint = "29 digits before the point and 9 behind it fit a NUMERIC; or write `storage: {kind: bigquery, …}`"
            yield diagnostic(field.path if field else (), f"`{name}` is {kind}, which Iceberg tables do not have", hint)
        for index, field in enumerate(event.schema["fields"]):
            if key(field["name"]) == key(COLUMN):
                message = (
                    f"`{field['name']}` is the column by which an Iceberg table deletes what is over its retention"
                )
                yield diagnostic(("fields", index, "name"), message, "give the field another name")


BACKEND = IcebergPolicy()


def _unsupported(schema: Mapping[str, object]) -> list[tuple[str, str]]:
    """Names of columns of types that Iceberg tables do not have, with the types."""
    wrong: list[tuple[str, str]] = []

    def look(name: str, column: bigquery_columns.Column) -> None:
        if column["type"] in UNSUPPORTED:
            wrong.append((name, column["type"]))

    if not bigquery_columns.refused(schema):
        bigquery_columns.columns(schema, look)
    return wrong
