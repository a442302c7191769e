"""What Google refuses because of what a resource was before: locked policies, revisions, protections."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.kinds.storage.bucket import BUCKET
from composer.localcloud.refusal import RefusedError
from composer.schema.compatibility import InvalidSchemaError, incompatibilities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row


def judge_change(kind: Kind, row: Row, values: Mapping[str, Any]) -> None:
    """Refuse a change that cannot follow what is there. Raises RefusedError as Google would."""
    rule = _CHANGES.get(kind.token)
    if rule is not None:
        rule(row, values)


def judge_deletion(kind: Kind, row: Row) -> None:
    """Refuse the deletion of what protects itself. Raises RefusedError as Google would."""
    if kind.token == DATABASE_INSTANCE.token and (row.properties.get("settings") or {}).get(
        "deletion_protection_enabled"
    ):
        raise RefusedError(
            400,
            "The instance is protected. Please disable the deletion protection and try again. To disable deletion "
            "protection, update the instance settings with deletionProtectionEnabled set to false., invalid",
        )


def _locked(row: Row, values: Mapping[str, Any]) -> None:
    """A locked retention policy can only become longer, for ever."""
    before, after = row.properties.get("retention_policy") or {}, values.get("retention_policy") or {}
    if not before.get("is_locked"):
        return
    if not after.get("is_locked") or int(after["retention_period"]) < int(before["retention_period"]):
        raise RefusedError(
            403, f"Cannot reduce retention duration of a locked Retention Policy for bucket '{row.id}'., forbidden"
        )


def _readable(row: Row, values: Mapping[str, Any]) -> None:
    """A new revision reads what was written with the newest one, and the other way round.

    https://cloud.google.com/pubsub/docs/commit-schema-revision: the rules of Avro's schema resolution, "as if it were
    both the reader and the writer schema".
    """
    if values.get("type") != "AVRO" or not row.revisions or values["definition"] == row.properties.get("definition"):
        return
    new, old = json.loads(values["definition"]), json.loads(row.revisions[-1]["value"])
    try:
        conflicts = (*incompatibilities(new, old), *incompatibilities(old, new))
    except InvalidSchemaError as error:
        raise RefusedError(400, f"The schema definition is invalid: {error}, invalid") from error
    for one in conflicts[:1]:
        message = f"Incompatible schema revision: {one.path or 'the record'}: {one.reason}"
        raise RefusedError(400, f"{message}, failedPrecondition")


_CHANGES: Mapping[str, Callable[[Row, Mapping[str, Any]], None]] = {BUCKET.token: _locked, SCHEMA.token: _readable}
