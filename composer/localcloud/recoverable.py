"""What was deleted and can be brought back, as Google lists it: soft-deleted buckets, and versions of keys."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.storage.bucket import BUCKET
from composer.localcloud import cloud_database, faults, project_rules
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import EMPTY, Answer, Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.localcloud.cloud_database import Store

_VERSIONS = re.compile(
    r"cloudkms/v1/(?P<key>projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+)/cryptoKeyVersions"
)


def answer(store: Store, call: Call) -> Answer | None:
    """The list, in one page; None for another call. Raises RefusedError where there is no such key."""
    if call.verb != "GET":
        return None
    if call.path == "storage/v1/b" and call.parameter("softDeleted") == "true":
        project, prefix = call.parameter("project"), call.parameter("prefix")
        with faults.applied(store, BUCKET.token, "read", prefix, lambda: True):
            items = [one for one in _buckets(store, project) if one["name"].startswith(prefix)]
        return Answer({"kind": "storage#buckets", **({"items": items} if items else {})})
    match = _VERSIONS.fullmatch(call.path)
    if match is None:
        return None
    with faults.applied(store, CRYPTO_KEY.token, "read", match["key"], lambda: True), store.reading() as connection:
        row = cloud_database.load(connection, CRYPTO_KEY.token, match["key"])
    if row is None:
        raise RefusedError(404, f"CryptoKey {match['key']} not found., notFound")
    versions = [_version(one, row.updated, row.properties) for one in row.properties.get("primaries") or ()]
    return Answer({"cryptoKeyVersions": versions, "totalSize": len(versions)}) if versions else EMPTY


def _version(version: dict[str, Any], updated: str, key: dict[str, Any]) -> dict[str, Any]:
    """A version as it is by now: one that was to be destroyed is, once its time has come."""
    if version["state"] != "DESTROY_SCHEDULED" or CRYPTO_KEY.recoverable_for is None:
        return version
    ends = datetime.fromisoformat(updated) + timedelta(seconds=CRYPTO_KEY.recoverable_for(key))
    if ends > datetime.now(UTC):
        return {**version, "destroyTime": _text(ends)}
    return {**version, "state": "DESTROYED", "destroyEventTime": _text(ends)}


def _buckets(store: Store, project: str) -> Iterator[dict[str, Any]]:
    """The soft-deleted buckets of a project, the last first."""
    with store.reading() as connection:
        project_rules.judge(connection, BUCKET, {"project": project})
        rows = connection.execute(
            "SELECT number, id, properties, gone FROM deleted WHERE kind = ? AND project = ? ORDER BY number DESC",
            (BUCKET.token, project),
        ).fetchall()
    for number, name, text, deleted_at in rows:
        properties, since = json.loads(text), datetime.fromisoformat(deleted_at)
        kept = BUCKET.recoverable_for(properties) if BUCKET.recoverable_for else 0
        ends = since + timedelta(seconds=kept)
        if ends > datetime.now(UTC):
            made = int(datetime.fromisoformat(properties["time_created"]).timestamp() * 1_000_000)
            yield {
                "kind": "storage#bucket",
                "id": name,
                "name": name,
                "generation": str(made + number),
                "timeCreated": properties["time_created"],
                "softDeleteTime": _text(since),
                "hardDeleteTime": _text(ends),
            }


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
