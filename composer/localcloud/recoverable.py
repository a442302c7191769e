"""What was deleted and can be brought back, as Google lists it and does it: buckets, accounts, roles and datasets."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.id_template import fill
from composer.kinds.projects.project_iam import CUSTOM_ROLE
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.storage.bucket import BUCKET
from composer.localcloud import cloud_database, faults, project_rules, quota_tallies, relations
from composer.localcloud.bodies import body
from composer.localcloud.cloud_database import Row
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Store

_BUCKET = re.compile(r"storage/v1/b/(?P<name>[^/]+)/restore")
_SIMPLY = (
    (CUSTOM_ROLE, re.compile(r"iam/v1/(projects/[^/]+/roles/[^/]+):undelete")),
    (DATASET, re.compile(r"bigquery/v2/(projects/[^/]+/datasets/[^/]+):undelete")),
)
"""Kinds that are asked for by their ids."""
_ACCOUNT = re.compile(r"iam/v1/projects/(?P<project>[^/]+)/serviceAccounts/(?P<name>[^/]+):undelete")


def answer(store: Store, call: Call) -> Answer | None:
    """The list of soft-deleted buckets, in one page; None for another call."""
    if call.verb != "GET" or call.path != "storage/v1/b" or call.parameter("softDeleted").lower() != "true":
        return None
    project, prefix = call.parameter("project"), call.parameter("prefix")
    with faults.applied(store, BUCKET.token, "read", prefix, lambda: True):
        items = [one for one in _buckets(store, project) if one["name"].startswith(prefix)]
    return Answer({"kind": "storage#buckets", **({"items": items} if items else {})})


def bring_back(cloud: Cloud, call: Call) -> Answer | None:
    """Bring back what a call names, as it was; None for another call. Raises RefusedError where it is too late."""
    if call.verb != "POST":
        return None
    if match := _BUCKET.fullmatch(call.path):
        asked = f"{match['name']} {call.parameter('generation')}"
        return Answer(body(BUCKET, _back(cloud, BUCKET, asked, "storage.buckets: the bucket is not soft-deleted")))
    if match := _ACCOUNT.fullmatch(call.path):
        name = match["name"]
        row = _back(cloud, ACCOUNT, name, f"Service account {name} does not exist")
        return Answer({"restoredAccount": body(ACCOUNT, row)})
    for kind, path in _SIMPLY:
        if match := path.fullmatch(call.path):
            return Answer(body(kind, _back(cloud, kind, match[1], f"{match[1]} was not found")))
    return None


def _back(cloud: Cloud, kind: Kind, asked: str, missing: str) -> Row:
    """The object that was deleted last of those that are asked for, which is there again."""
    with cloud.store.writing() as connection:
        rows = connection.execute(
            "SELECT number, id, project, properties, gone FROM deleted WHERE kind = ? ORDER BY number DESC",
            (kind.token,),
        ).fetchall()
        for number, object_id, project, text, deleted_at in rows:
            properties = json.loads(text)
            named = {properties.get("unique_id"), f"{object_id} {_generation(properties, number)}".rstrip()}
            if asked in named and _ends(kind, properties, deleted_at) > datetime.now(UTC):
                return _made_again(
                    cloud,
                    connection,
                    kind,
                    Row(
                        kind.token,
                        object_id,
                        fill(kind.clash or kind.id, kind, properties) or object_id,
                        project,
                        properties,
                        [],
                        deleted_at,
                        deleted_at,
                    ),
                    number,
                )
    raise RefusedError(404, f"{missing}., notFound")


def _made_again(cloud: Cloud, connection: sqlite3.Connection, kind: Kind, row: Row, number: int) -> Row:
    if cloud_database.load_clash(connection, kind.token, row.clash) is not None:
        raise RefusedError(409, f"{row.id} is there again., alreadyExists")
    links = relations.find(connection, kind, row.properties, cloud.kinds)
    quota_tallies.count(connection, kind, row.properties, 1)
    cloud_database.save(connection, row)
    relations.save(connection, row, links)
    connection.execute("DELETE FROM deleted WHERE number = ?", (number,))
    return row


def _buckets(store: Store, project: str) -> Iterator[dict[str, Any]]:
    """The soft-deleted buckets of a project, the last first."""
    with store.reading() as connection:
        project_rules.judge(connection, BUCKET, {"project": project})
        rows = connection.execute(
            "SELECT number, id, properties, gone FROM deleted WHERE kind = ? AND project = ? ORDER BY number DESC",
            (BUCKET.token, project),
        ).fetchall()
    for number, name, text, deleted_at in rows:
        properties = json.loads(text)
        ends = _ends(BUCKET, properties, deleted_at)
        if ends > datetime.now(UTC):
            yield {
                "kind": "storage#bucket",
                "id": name,
                "name": name,
                "generation": _generation(properties, number),
                "timeCreated": properties["time_created"],
                "softDeleteTime": as_time(datetime.fromisoformat(deleted_at)),
                "hardDeleteTime": as_time(ends),
            }


def _ends(kind: Kind, properties: dict[str, Any], deleted_at: str) -> datetime:
    """Until when something that was deleted then can be brought back."""
    kept = kind.recoverable_for(properties) if kind.recoverable_for else 0
    return datetime.fromisoformat(deleted_at) + timedelta(seconds=kept)


def _generation(properties: dict[str, Any], number: int) -> str:
    """The generation of a soft-deleted bucket; "" of anything else."""
    if "time_created" not in properties:
        return ""
    return str(int(datetime.fromisoformat(properties["time_created"]).timestamp() * 1_000_000) + number)


def as_time(moment: datetime) -> str:
    """A time as Google writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
