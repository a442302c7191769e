"""What readers of lower tiers see of a column: what policy says, where BigQuery can do that to values of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.bigquery.data_policy import MASKABLE, MASKS_ANYTHING
from composer.schema import bigquery_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.model import EventType, SemanticType
    from composer.schema.bigquery_columns import Column


def fitting(semantic: SemanticType, column: Column) -> str:
    """The masking of one column; "" without any. Call it after encryption made text of the column."""
    types = MASKABLE.get(semantic.masking)
    if types is None or (column["type"] in types and column.get("mode") != "REPEATED"):
        return semantic.masking
    return MASKS_ANYTHING


def maskings(event: EventType) -> Mapping[str, frozenset[str]]:
    """The maskings of every field, by path: one, or more where a field is several columns. Of fields that are gone,
    what policy says; a column that cannot be masked like that is closed without."""
    meanings = {field.path: field.semantic for field in event.fields}
    by_path = {field.path: {field.semantic.masking} if field.removed else set() for field in event.fields}

    def decorate(name: str, column: Column) -> None:
        semantic = meanings.get(name)
        if semantic is not None:
            sealed = {**column, "type": "STRING"} if semantic.encryption else column
            by_path[name].add(fitting(semantic, sealed))

    bigquery_columns.columns(event.schema, decorate)
    return {name: frozenset(each) for name, each in by_path.items()}


def most_revealing(masked: Iterable[str]) -> str:
    """Of the maskings of one field, the one that shows most; "" where there is none."""
    # of an address the domain is left, of anything else a digest
    return next((one for one in (*reversed(MASKABLE), *sorted(masked)) if one in masked), "")
