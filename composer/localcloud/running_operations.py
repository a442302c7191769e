"""Long-running operations: what some of Google's services answer a write with, until it is done."""

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
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row, Store

Operation = dict[str, Any]

_PATH = re.compile(r"[a-z]+/(?:compute/)?v[12]/projects/[^/]+/(?:[^/]+/){0,2}operations/(?P<name>[^/]+)")
KEPT = 1000
"""Operations that are remembered; the oldest go first. Google keeps them for some weeks."""


def begun(connection: sqlite3.Connection, style: str, kind: Kind, row: Row, effect: str) -> Operation:
    """The operation of a write that has just happened: its first answer, in which it still runs."""
    name = f"operation-{uuid.uuid4()}"
    running, done = _STYLES[style](kind, row, effect, name)
    connection.execute("INSERT INTO operations VALUES (?, ?)", (name, json.dumps({**running, **done})))
    connection.execute("DELETE FROM operations WHERE rowid <= (SELECT max(rowid) FROM operations) - ?", (KEPT,))
    return running


def read(store: Store, path: str) -> Operation | None:
    """The operation that a path names, done by now; None for other paths. Raises RefusedError if there is none."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    with store.reading() as connection:
        stored = connection.execute("SELECT body FROM operations WHERE name = ?", (match["name"],)).fetchone()
    if stored is None:
        raise RefusedError(404, f"The resource '{match['name']}' was not found, notFound")
    operation: Operation = json.loads(stored[0])
    return operation


def waited(store: Store, path: str) -> Operation | None:
    """The operation that a caller waits for; None for other paths. Raises RefusedError if there is none."""
    return read(store, path.removesuffix("/wait")) if path.endswith("/wait") else None


def _compute(kind: Kind, row: Row, effect: str, name: str) -> tuple[Operation, Mapping[str, Any]]:
    regional = fill("projects/{project}/regions/{region}", kind, row.properties)
    place = regional or fill("projects/{project}/global", kind, row.properties)
    where = f"https://www.googleapis.com/compute/v1/{place}"
    moment = computed.now()
    running = {
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
        "selfLink": f"{where}/operations/{name}",
        **({"region": where} if regional else {}),
    }
    return running, {"status": "DONE", "progress": 100, "endTime": moment}


def _sql(kind: Kind, row: Row, effect: str, name: str) -> tuple[Operation, Mapping[str, Any]]:
    project = str(row.properties["project"])
    instance = str(row.properties.get("instance") or body(kind, row)["name"])
    root = f"https://sqladmin.googleapis.com/v1/projects/{project}"
    moment = computed.now()
    running = {
        "kind": "sql#operation",
        "name": name,
        "operationType": effect.upper(),
        "targetId": instance,
        "targetLink": f"{root}/instances/{instance}",
        "targetProject": project,
        "status": "PENDING",
        "user": "local@example.com",
        "insertTime": moment,
        "selfLink": f"{root}/operations/{name}",
    }
    return running, {"status": "DONE", "startTime": moment, "endTime": moment}


def _longrunning(kind: Kind, row: Row, effect: str, name: str) -> tuple[Operation, Mapping[str, Any]]:
    """The style of Google's newer services, whose operations hold the object in the end (google.longrunning)."""
    package = "type.googleapis.com/google"
    service, _, version = kind.discovery[0].partition(".")
    place = row.id.partition("/locations/")[0] + "/locations/" + row.id.partition("/locations/")[2].partition("/")[0]
    metadata = {
        "@type": f"{package}.cloud.{service}.{version}.OperationMetadata",
        "createTime": computed.now(),
        "target": row.id,
        "verb": effect,
        "apiVersion": version,
    }
    running = {"name": f"{place}/operations/{name}", "metadata": metadata, "done": False}
    empty = {"@type": f"{package}.protobuf.Empty"}
    made = {"@type": f"{package}.cloud.{service}.{version}.{kind.discovery[1]}", **body(kind, row)}
    return running, {
        "metadata": {**metadata, "endTime": computed.now()},
        "done": True,
        "response": empty if effect == "delete" else made,
    }


_STYLES = {"compute": _compute, "sql": _sql, "longrunning": _longrunning}
