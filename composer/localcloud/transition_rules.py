"""What Google refuses because of what a resource was before: the rules of its kind, and those of all revisions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.localcloud.reference_rules import Live
from composer.localcloud.refusal import RefusedError
from composer.schema.compatibility import InvalidSchemaError, incompatibilities

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row


def judge_change(kind: Kind, row: Row, values: Mapping[str, Any]) -> None:
    """Refuse a change that cannot follow what is there. Raises RefusedError as Google would."""
    for refusal in kind.change_rule(row.properties, values) if kind.change_rule else ():
        raise RefusedError(*refusal)
    if kind.revised_by:
        _readable(row, values, kind.revised_by)


def judge_deletion(connection: sqlite3.Connection, kind: Kind, row: Row) -> None:
    """Refuse the deletion of what protects itself. Raises RefusedError as Google would."""
    age = (datetime.now(UTC) - datetime.fromisoformat(row.created)).total_seconds()
    for refusal in kind.deletion_rule(row.properties, age, Live(connection)) if kind.deletion_rule else ():
        raise RefusedError(*refusal)


def _readable(row: Row, values: Mapping[str, Any], revised: str) -> None:
    """A new revision reads what was written with the newest one, and the other way round.

    https://cloud.google.com/pubsub/docs/commit-schema-revision: the rules of Avro's schema resolution, "as if it were
    both the reader and the writer schema".
    """
    if values.get("type") != "AVRO" or not row.revisions or values[revised] == row.properties.get(revised):
        return
    new, old = json.loads(values[revised]), json.loads(row.revisions[-1]["value"])
    try:
        conflicts = (*incompatibilities(new, old), *incompatibilities(old, new))
    except InvalidSchemaError as error:
        raise RefusedError(400, f"The schema definition is invalid: {error}, invalid") from error
    for one in conflicts[:1]:
        message = f"Incompatible schema revision: {one.path or 'the record'}: {one.reason}"
        raise RefusedError(400, f"{message}, failedPrecondition")
