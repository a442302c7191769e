"""Revisions of Pub/Sub schemas over REST: listed newest first, read, gone back to, and deleted one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.localcloud import cloud_database, page_tokens
from composer.localcloud.bodies import stated
from composer.localcloud.cloud import check
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import EMPTY, Answer
from composer.localcloud.stated_bodies import properties_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row, Store
    from composer.localcloud.rest_call import Call

_SCHEMA = re.compile(r"pubsub/v1/(?P<id>projects/[^/]+/schemas/[^/@:]+)(?:@(?P<revision>[^:/]+))?(?::(?P<verb>\w+))?")
_VALIDATED = re.compile(r"pubsub/v1/projects/[^/]+/schemas:validate")
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
    size = page_tokens.size(query.get("pageSize", [""])[0], PAGE, 1000)
    start = page_tokens.start(query.get("pageToken", [""])[0])
    newest_first = row.revisions[::-1]
    full = query.get("view", ["BASIC"])[0] == "FULL"
    answer: dict[str, Any] = {"schemas": [_body(row, one, full=full) for one in newest_first[start : start + size]]}
    if start + size < len(newest_first):
        answer["nextPageToken"] = page_tokens.token(start + size)
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


def answer(cloud: Cloud, call: Call) -> Answer | None:
    """The answer to going back to a revision, which makes a new one like it, or to whether a schema is one; None
    for other calls. Raises RefusedError as Google would."""
    if call.verb != "POST":
        return None
    if _VALIDATED.fullmatch(call.path):
        check(SCHEMA, {**properties_of(SCHEMA, call.json().get("schema") or {}), "name": "validated"})
        return EMPTY
    match = _SCHEMA.fullmatch(call.path)
    if match is None or match["verb"] != "rollback" or match["revision"] is not None:
        return None
    with cloud.store.writing() as connection:
        row = _row(connection, match["id"])
        wanted = _revision(row, str(call.json().get("revisionId")))
        cloud.update(SCHEMA, row.id, {**stated(SCHEMA.properties, row.properties), "definition": wanted["value"]})
        changed = _row(connection, match["id"])
    return Answer(_body(changed, changed.revisions[-1], full=True))


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
