"""How many objects there are of what has a quota: counted as they are made and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill
from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.quota_rules import Quota


def count(connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any], change: int) -> None:
    """Add `change` objects to every quota of their kind. Raises RefusedError where that is more than there may be."""
    for quota in kind.quotas:
        row = connection.execute(
            "INSERT INTO tallies VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n",
            (kind.token, _per(kind, quota, values), change),
        ).fetchone()
        limit = settings.quota(connection, kind, quota, values)
        if change > 0 and row[0] > limit:
            template_values = {**values, "noun": quota.noun, "current": row[0], "limit": limit}
            raise RefusedError(quota.code, fill(quota.message, kind, template_values) or quota.message)


def usage(connection: sqlite3.Connection, kind: Kind, quota: Quota, values: Mapping[str, Any]) -> int:
    """How much of a quota is taken where `values` say."""
    row = connection.execute(
        "SELECT n FROM tallies WHERE kind = ? AND per = ?", (kind.token, _per(kind, quota, values))
    ).fetchone()
    return row[0] if row else 0


def _per(kind: Kind, quota: Quota, values: Mapping[str, Any]) -> str:
    return f"{quota.noun} {fill(quota.per, kind, values)}"
