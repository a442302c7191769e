"""Statements that change a table of BigQuery (`jobs.query`): a column gets a wider type, or goes."""

from __future__ import annotations

import json
import re
import secrets
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.column_changes import sql_type, widened
from composer.kinds.bigquery.column_rules import opened
from composer.kinds.bigquery.table import TABLE
from composer.kinds.id_template import fill
from composer.localcloud import faults
from composer.localcloud.bodies import stated
from composer.localcloud.column_types import column_of
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud

_PATH = re.compile(r"bigquery/v2/projects/([^/]+)/queries")
_STATEMENT = re.compile(r"\s*ALTER\s+TABLE\s+`?([\w.\-]+)`?\s+(.+?)\s*;?\s*\Z", re.IGNORECASE | re.DOTALL)
_TYPE = re.compile(r"ALTER\s+COLUMN\s+`?(\w+)`?\s+SET\s+DATA\s+TYPE\s+(.+)", re.IGNORECASE | re.DOTALL)
_DROP = re.compile(r"DROP\s+COLUMN\s+`?(\w+)`?", re.IGNORECASE)


def answer(cloud: Cloud, call: Call) -> Answer | None:
    """The answer to a statement, once it is done; None for another call. Raises RefusedError as BigQuery would."""
    match = _PATH.fullmatch(call.path) if call.verb == "POST" else None
    if match is None:
        return None
    given = call.json()
    statement = _STATEMENT.match(str(given.get("query")))
    if given.get("useLegacySql", True) or statement is None:
        raise _invalid("The local cloud runs ALTER TABLE in GoogleSQL, and no other statement")
    project, dataset, table = _parts(statement[1], match[1])
    object_id = fill(TABLE.id, TABLE, {"project": project, "dataset_id": dataset, "table_id": table}) or ""
    with faults.applied(cloud.store, TABLE.token, "update", object_id, lambda: True), cloud.store.writing():
        live = cloud.read(TABLE, object_id)
        if live is None:
            values = {"project": project, "dataset_id": dataset, "table_id": table}
            raise not_found(TABLE, values)
        columns = _changed(opened(live.properties.get("schema")) or [], statement[2])
        changed = {**stated(TABLE.properties, live.properties), "schema": json.dumps(columns)}
        cloud.update(TABLE, object_id, changed, by_statement=True)
    return Answer(_done(match[1], str(given.get("location") or live.properties.get("location") or "")))


def _parts(name: str, project: str) -> list[str]:
    parts = name.split(".")
    if len(parts) not in {2, 3}:
        raise _invalid(f'Table "{name}" must be qualified with a dataset')
    return parts if len(parts) == 3 else [project, *parts]


def _changed(columns: list[dict[str, Any]], action: str) -> list[dict[str, Any]]:
    typed = _TYPE.fullmatch(action)
    if typed is not None:
        index = _index(columns, typed[1])
        return [*columns[:index], _retyped(columns[index], typed[2]), *columns[index + 1 :]]
    for part in action.split(","):
        dropped = _DROP.fullmatch(part.strip())
        if dropped is None:
            raise _invalid(f"Syntax error: {part.strip()}")
        columns = [column for index, column in enumerate(columns) if index != _index(columns, dropped[1])]
    return columns


def _retyped(old: dict[str, Any], text: str) -> dict[str, Any]:
    """The column with another type; all else of it stays, at every depth."""
    try:
        asked = {"name": old["name"], **column_of(text)}
    except ValueError as error:
        raise _invalid(f"Syntax error: {error}") from error
    (new,) = widened([old], [asked])
    if sql_type(new) != sql_type(asked):
        raise _invalid(
            f"ALTER TABLE ALTER COLUMN SET DATA TYPE requires that the existing column type ({sql_type(old)}) is "
            f"assignable to the new type ({sql_type(asked)})"
        )
    return new


def _index(columns: list[dict[str, Any]], name: str) -> int:
    for index, column in enumerate(columns):
        if str(column["name"]).lower() == name.lower():
            return index
    raise _invalid(f"Column not found: {name}")


def _done(project: str, location: str) -> dict[str, Any]:
    return {
        "kind": "bigquery#queryResponse",
        "jobReference": {"projectId": project, "jobId": f"job_{secrets.token_urlsafe(18)}", "location": location},
        "jobComplete": True,
        "statementType": "ALTER_TABLE",
        "totalRows": "0",
        "totalBytesProcessed": "0",
        "cacheHit": False,
    }


def _invalid(message: str) -> RefusedError:
    return RefusedError(400, f"{message}, invalidQuery")
