"""Clones and snapshots of tables, as BigQuery makes them by a job that copies (`jobs.insert`), and tells of each."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.id_template import fill
from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.routes import Routes

_JOBS = re.compile(r"bigquery/v2/projects/(?P<project>[^/]+)/jobs")
_TABLES = re.compile(r"(?P<list>bigquery/v2/projects/[^/]+/datasets/[^/]+/tables)(?:/(?P<table>[^/]+))?")
_DEFINED = {"CLONE": ("cloneDefinition", "cloneTime"), "SNAPSHOT": ("snapshotDefinition", "snapshotTime")}


def answer(cloud: Cloud, routes: Routes, call: Call) -> Answer | None:
    """A copy, a list of tables with copies, or the job that made one; None for another call."""
    job = _JOBS.fullmatch(call.path) if call.verb == "POST" else None
    if job is not None:
        return _copied(cloud, job["project"], call.json())
    match = _TABLES.fullmatch(call.path) if call.verb == "GET" else None
    if match is None:
        return None
    with cloud.store.reading() as connection:
        copies = settings.of_others(connection, match["list"])
    if match["table"]:
        same = [one for one in copies if one["tableReference"]["tableId"] == match["table"]]
        return Answer(dict(same[0])) if same else None
    if not copies:
        return None
    body = routes.answer(call.path, call.query).body
    listed = body if isinstance(body, dict) else {}
    shown = [{name: one[name] for name in ("kind", "id", "type", "tableReference")} for one in copies]
    last = shown if "nextPageToken" not in listed else []
    return Answer({**listed, "tables": [*listed.get("tables", ()), *last]})


def _copied(cloud: Cloud, project: str, given: Mapping[str, Any]) -> Answer:
    copy: Mapping[str, Any] = given.get("configuration", {}).get("copy", {})
    operation = str(copy.get("operationType"))
    if operation not in _DEFINED:
        raise RefusedError(400, "The local cloud copies tables as a CLONE or a SNAPSHOT, invalid")
    base, made = copy["sourceTable"], copy["destinationTable"]
    _refuse_missing(cloud, TABLE, base)
    _refuse_missing(cloud, DATASET, made)
    member, time = _DEFINED[operation]
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    table = {
        "kind": "bigquery#table",
        "id": f"{made['projectId']}:{made['datasetId']}.{made['tableId']}",
        "type": "SNAPSHOT" if operation == "SNAPSHOT" else "TABLE",
        "tableReference": made,
        member: {"baseTableReference": base, time: moment},
    }
    path = f"bigquery/v2/projects/{made['projectId']}/datasets/{made['datasetId']}/tables"
    with cloud.store.reading() as connection:
        there = settings.of_others(connection, path)
    settings.set_of_others(cloud.store, path, [*there, table])
    reference = {"projectId": project, "jobId": f"job_{secrets.token_hex(8)}"}
    return Answer({"kind": "bigquery#job", "jobReference": reference, "status": {"state": "DONE"}, **given})


def _refuse_missing(cloud: Cloud, kind: Kind, reference: Mapping[str, Any]) -> None:
    """Raises RefusedError where there is no such object."""
    values = {
        "project": reference["projectId"],
        "dataset_id": reference["datasetId"],
        "table_id": reference.get("tableId", ""),
    }
    if cloud.read(kind, fill(kind.id, kind, values) or "") is None:
        raise not_found(kind, values)
