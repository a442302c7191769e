"""Long-running operations: what Compute Engine and Cloud SQL answer a write with, until it is done."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill
from composer.localcloud import computed
from composer.localcloud.bodies import body
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row, Store

_PATH = re.compile(
    r"(?:compute/compute/v1/projects/[^/]+/regions/[^/]+|sqladmin/v1/projects/[^/]+)/operations/(?P<name>[^/]+)"
)
KEPT = 1000
"""Operations that are remembered; the oldest go first. Google keeps them for some weeks."""


def begun(connection: sqlite3.Connection, kind: Kind, row: Row, effect: str) -> dict[str, Any]:
    """The operation of a write that has just happened: its first answer, in which it still runs."""
    assert kind.rest is not None
    make = _STYLES[kind.rest.writes.operation]
    operation = make(kind, row, effect)
    connection.execute("INSERT INTO operations VALUES (?, ?)", (operation["name"], json.dumps(operation)))
    connection.execute("DELETE FROM operations WHERE rowid <= (SELECT max(rowid) FROM operations) - ?", (KEPT,))
    return operation


def read(store: Store, path: str) -> dict[str, Any] | None:
    """The operation that a path names, done by now; None for other paths. Raises RefusedError if there is none."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    with store.reading() as connection:
        stored = connection.execute("SELECT body FROM operations WHERE name = ?", (match["name"],)).fetchone()
    if stored is None:
        raise RefusedError(404, f"The resource '{match['name']}' was not found, notFound")
    return {**json.loads(stored[0]), "status": "DONE", "progress": 100, "endTime": computed.now()}


def waited(store: Store, path: str) -> dict[str, Any] | None:
    """The operation that a caller waits for; None for other paths. Raises RefusedError if there is none."""
    return read(store, path.removesuffix("/wait")) if path.endswith("/wait") else None


def _compute(kind: Kind, row: Row, effect: str) -> dict[str, Any]:
    name = f"operation-{uuid.uuid4()}"
    where = "https://www.googleapis.com/compute/v1/" + str(
        fill("projects/{project}/regions/{region}", kind, row.properties)
    )
    moment = computed.now()
    return {
        "kind": "compute#operation",
        "id": computed.server_id(),
        "name": name,
        "operationType": {"create": "insert", "update": "patch"}.get(effect, effect),
        "targetLink": row.properties["self_link"],
        "status": "RUNNING",
        "progress": 0,
        "user": "local@example.com",
        "insertTime": moment,
        "startTime": moment,
        "region": where,
        "selfLink": f"{where}/operations/{name}",
    }


def _sql(kind: Kind, row: Row, effect: str) -> dict[str, Any]:
    name = str(uuid.uuid4())
    project = str(row.properties["project"])
    return {
        "kind": "sql#operation",
        "name": name,
        "operationType": effect.upper(),
        "targetId": body(kind, row)["name"],
        "targetLink": row.properties["self_link"],
        "targetProject": project,
        "status": "PENDING",
        "user": "local@example.com",
        "insertTime": computed.now(),
        "selfLink": f"https://sqladmin.googleapis.com/v1/projects/{project}/operations/{name}",
    }


_STYLES = {"compute": _compute, "sql": _sql}
