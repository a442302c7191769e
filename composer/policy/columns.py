"""What BigQuery makes of a schema: what it cannot hold, what it holds as something else, what cannot cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.schema import bigquery_columns
from composer.schema.field_identity import Fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from composer.documents import Document
    from composer.model import EventType, Path

BETTER = {
    "timestamp-nanos": "`timestamp-micros` would be a TIMESTAMP",
    "local-timestamp-nanos": "`local-timestamp-micros` would be a DATETIME",
    "big-decimal": "`decimal` with a `precision` and a `scale` would be a NUMERIC",
    "decimal": "with up to 29 digits before the point and 9 behind it is a NUMERIC, with 38 and 38 a BIGNUMERIC",
    "duration": "a long that counts milliseconds can be reckoned with in SQL",
    "uuid": "`uuid` on a string can be read in SQL",
}
"""What a table could show as what it is, instead of a logical type that BigQuery does not know."""


def columns(
    event: EventType, document: Document, clustering: Sequence[str], clusterable: Collection[str]
) -> Iterator[Diagnostic]:
    """Everything about the columns that a legal schema becomes. `clusterable`: types of columns that may cluster."""
    fields = Fields(event.schema).by_name
    stored = (Related(document.span(("storage", "kind")), f"stored in {event.storage.PRODUCT}"),)

    def diagnostic(code: str, path: Path, message: str, hint: str, *related: Related) -> Diagnostic:
        return Diagnostic(code, message, document.span(path), hint, event_type=event.name, related=related)

    def place(name: str) -> Path:
        field = fields.get(name.rstrip("[]{}"))
        return ("schema", *field.path) if field else ("schema",)

    wrong = bigquery_columns.refused(event.schema)
    for error in wrong:
        hint = f"{error.way_out}, or keep this Event Type in Cloud Storage (`storage: {{kind: gcs, …}}`)"
        yield diagnostic("ET603", place(error.name), str(error), hint, *stored)
    if wrong:
        return
    encrypted = {field.path for field in event.fields if field.semantic.encryption}
    for one in bigquery_columns.underneath(event.schema):
        if one.name.rstrip("[]{}") not in encrypted:  # those are text, whatever they were
            how = "as text" if one.logical.name == "decimal" else "the type underneath"
            message = f"BigQuery does not know `{one.logical}`: `{one.name}` is {one.column} there, {how}"
            hint = f"fine where nobody asks the table for it; {BETTER[one.logical.name]}"
            yield diagnostic("ET611", place(one.name), message, hint, *stored)
    by_name = {column["name"]: column for column in bigquery_columns.columns(event.schema)}
    for index, name in enumerate(clustering):
        column = by_name.get(name)
        if column is not None and (column["type"] not in clusterable or column["mode"] == "REPEATED"):
            hint = f"columns that can: {', '.join(sorted(clusterable))}, not repeated"
            message = f"a table cannot be clustered by `{name}` ({column['type']})"
            yield diagnostic("ET205", ("storage", "clustering", index), message, hint)
        elif column is not None and name in encrypted:
            message = f"`{name}` is encrypted: its rows are in no order that a query could use"
            yield diagnostic("ET211", ("storage", "clustering", index), message, "cluster by a column that is in clear")
