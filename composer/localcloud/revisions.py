"""Revisions of Pub/Sub schemas over REST: listed newest first, read, and deleted one by one, as Google has it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.localcloud import cloud_database
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.localcloud.cloud_database import Row, Store

_SCHEMA = re.compile(r"pubsub/v1/(?P<id>projects/[^/]+/schemas/[^/@:]+)(?:@(?P<revision>[^:/]+))?(?::(?P<verb>\w+))?")
PAGE = 50


def read(database: Store, path: str, query: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """The answer to a GET, or None if it is about no revision. Raises RefusedError for what is not there."""
    match = _SCHEMA.fullmatch(path)
    if match is None or (match["verb"] is None and match["revision"] is None):
        return None
    with database.reading() as connection:
        row = _row(connection, match["id"])
    if match["verb"] is None:
        return _body(row, _revision(row, match["revision"]), full=True)
    if match["verb"] != "listRevisions":
        return None
    size = max(1, min(int(query.get("pageSize", ["0"])[0] or 0) or PAGE, 1000))
    start = int(query.get("pageToken", ["0"])[0] or 0)
    newest_first = row.revisions[::-1]
    full = query.get("view", ["BASIC"])[0] == "FULL"
    answer: dict[str, Any] = {"schemas": [_body(row, one, full=full) for one in newest_first[start : start + size]]}
    if start + size < len(newest_first):
        answer["nextPageToken"] = str(start + size)
    return answer


def delete(database: Store, path: str) -> dict[str, Any] | None:
    """Delete one revision; the schema as it is then, None if it is no such call. Raises RefusedError like Google."""
    match = _SCHEMA.fullmatch(path)
    if match is None or match["verb"] != "deleteRevision" or match["revision"] is None:
        return None
    with database.writing() as connection:
        row = _row(connection, match["id"])
        doomed = _revision(row, match["revision"])
        remaining = [one for one in row.revisions if one is not doomed]
        if not remaining:
            message = f"The schema {row.id} has only one revision, which cannot be deleted., failedPrecondition"
            raise RefusedError(400, message)
        properties = {**row.properties, "definition": remaining[-1]["value"], "revision_id": remaining[-1]["id"]}
        changed = replace(row, revisions=remaining, properties=properties)
        cloud_database.save(connection, changed)
    return _body(changed, remaining[-1], full=True)


def _row(connection: sqlite3.Connection, object_id: str) -> Row:
    row = cloud_database.load(connection, SCHEMA.token, object_id)
    if row is None:
        raise RefusedError(404, f"Resource not found (resource={object_id.rpartition('/')[2]})., notFound")
    return row


def _revision(row: Row, revision: str) -> dict[str, str]:
    for one in row.revisions:
        if one["id"] == revision:
            return one
    raise RefusedError(404, f"Resource not found (resource={row.id.rpartition('/')[2]}@{revision})., notFound")


def _body(row: Row, revision: Mapping[str, str], *, full: bool) -> dict[str, Any]:
    made = {
        "name": f"{row.id}@{revision['id']}",
        "type": row.properties.get("type", "AVRO"),
        "revisionId": revision["id"],
        "revisionCreateTime": revision["at"],
    }
    return {**made, "definition": revision["value"]} if full else made
