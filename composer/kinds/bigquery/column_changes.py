"""How the columns of a table that is there may change: by BigQuery's rules, by the provider's, and by which statements.

Sources: "Modifying table schemas" (a new data type "isn't supported by the BigQuery API", only by DDL, and within an
array not even by that); the provider's `resourceBigQueryTableSchemaIsChangeable`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.column_rules import mode_of, opened, type_of, widens
from composer.kinds.bigquery.type_names import one_to_provider, sql_name
from composer.kinds.live_rules import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Columns = list[dict[str, Any]]


def needs_new_table(old: Any, new: Any) -> bool:
    """True if BigQuery cannot change a table from these columns to those, by whatever call."""
    before, after = opened(old), opened(new)
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    return next(_misfits(widened(before, after), after, ""), None) is not None


def provider_replaces(old: Any, new: Any) -> bool:
    """True if the provider makes the table anew for this change, whether or not BigQuery could make it in place."""
    before, after = opened(old), opened(new)
    if not isinstance(before, list) or not isinstance(after, list) or before == after:
        return False
    return _replaced(before, after, top=True)


def _replaced(before: Columns, after: Columns, *, top: bool = False) -> bool:
    old, new = ({column.get("name"): column for column in columns} for columns in (before, after))
    added = [column for name, column in new.items() if name not in old]
    dropped = old.keys() - new.keys()
    if any(column.get("mode") == "REQUIRED" for column in added) or (dropped and (added or not top)):
        return True
    return any(_column_replaced(old[name], new[name]) for name in old.keys() & new.keys())


def _column_replaced(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if not one_to_provider(old.get("type"), new.get("type")):
        return True
    if (mode_of(old), mode_of(new)) not in {(mode_of(new), mode_of(new)), ("REQUIRED", "NULLABLE")}:
        return True
    return _replaced(old.get("fields") or [], new.get("fields") or [])


def dropped(before: Columns, after: Columns) -> tuple[str, ...]:
    """The names of top-level columns that the provider drops, with what is in them, at any change of the table."""
    names = {column.get("name") for column in after}
    return tuple(str(column["name"]) for column in before if column["name"] not in names)


def without_dropped(live: Mapping[str, Any], desired: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that the provider makes of a live table, by statements, before it writes what is desired."""
    before, after = opened(live.get("schema")), opened(desired.get("schema"))
    if not isinstance(before, list) or not isinstance(after, list):
        return dict(live)
    names = dropped(before, after)
    return {**live, "schema": json.dumps([column for column in before if column["name"] not in names], allow_nan=False)}


def widened(before: Columns, after: Columns, *, repeated: bool = False) -> Columns:
    """The columns of before, with those types of after that a statement can give them; the rest as it was.

    What is one type under two names is spelled as after spells it. `repeated`: these columns are within an array.
    """
    later = {column.get("name"): column for column in after}
    return [_one_widened(column, later.get(column.get("name"), column), repeated=repeated) for column in before]


def _one_widened(old: dict[str, Any], new: dict[str, Any], *, repeated: bool) -> dict[str, Any]:
    repeated = repeated or mode_of(old) == "REPEATED"
    if type_of(old) != type_of(new):
        return {**old, "type": new["type"]} if widens(type_of(old), type_of(new)) and not repeated else old
    if type_of(old) != "RECORD":
        return {**old, "type": new["type"]}
    inner = widened(old.get("fields") or [], new.get("fields") or [], repeated=repeated)
    return {**old, "type": new["type"], "fields": inner}


def statements(table: str, before: Columns, after: Columns) -> tuple[tuple[str, str], ...]:
    """The statements that widen columns, each with the name of its column. `table`: `project.dataset.table`."""
    return tuple(
        (str(new["name"]), f"ALTER TABLE `{table}` ALTER COLUMN `{new['name']}` SET DATA TYPE {sql_type(new)}")
        for old, new in zip(before, widened(before, after), strict=True)
        if sql_type(old) != sql_type(new)
    )


def sql_type(column: Mapping[str, Any]) -> str:
    """The type of a column as GoogleSQL spells it."""
    name = sql_name(column.get("type"))
    if name == "STRUCT":
        inner = (f"`{one['name']}` {sql_type(one)}{_not_null(one)}" for one in column.get("fields") or ())
        text = f"STRUCT<{', '.join(inner)}>"
    else:
        numbers = [str(column[name]) for name in ("precision", "scale", "maxLength") if column.get(name) is not None]
        text = name + (f"({', '.join(numbers)})" if numbers else "")
    return f"ARRAY<{text}>" if mode_of(column) == "REPEATED" else text


def _not_null(column: Mapping[str, Any]) -> str:
    return " NOT NULL" if mode_of(column) == "REQUIRED" else ""


def changed_columns(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Refusal]:
    """The objections of BigQuery's API to other columns for a table that is there (properties before and after)."""
    old, new = opened(before.get("schema")), opened(after.get("schema"))
    if isinstance(old, list) and isinstance(new, list):
        table = f"{before.get('project')}:{before.get('dataset_id')}.{before.get('table_id')}"
        for problem in _misfits(old, new, ""):
            yield Refusal(400, f"Provided Schema does not match Table {table}. {problem}, invalid")


def _misfits(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], prefix: str) -> Iterator[str]:
    """The reasons that keep a table from taking other columns by a change of its schema alone, in BigQuery's words."""
    later = {column.get("name"): column for column in after}
    for old in before:
        new = later.pop(old.get("name"), None)
        name = f"{prefix}{old.get('name')}"
        if new is None:
            yield f"Field {name} is missing in new schema"
        elif type_of(old) != type_of(new):
            yield f"Field {name} has changed type from {type_of(old)} to {type_of(new)}"
        elif mode_of(old) != mode_of(new) and (mode_of(old), mode_of(new)) != ("REQUIRED", "NULLABLE"):
            yield f"Field {name} has changed mode from {mode_of(old)} to {mode_of(new)}"
        elif type_of(old) == "RECORD":
            yield from _misfits(old.get("fields") or [], new.get("fields") or [], f"{name}.")
    for column in later.values():
        if mode_of(column) == "REQUIRED":
            yield f"Cannot add required fields to an existing schema. (field: {prefix}{column.get('name')})"
