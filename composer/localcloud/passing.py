"""Time that passes in the local cloud: what happened there becomes so much older, and Google's own jobs have run.

The clock is the machine's, for everybody. A bucket's lifecycle rules act when a day or more passes, as Google does
within about a day; rules with other conditions than age and name are not acted on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.kinds.storage.bucket import BUCKET
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.localcloud import cloud_database
from composer.localcloud.refusal import RefusedError
from composer.units import DAY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row

_UNDERSTOOD = {"age", "send_age_if_zero", "matches_prefixes", "matches_suffixes"}
_TEXTS, _MILLIS = {"{now}", "{created}"}, {"{millis}", "{created_millis}"}


def passed(cloud: Cloud, seconds: int) -> int:
    """Make everything that happened `seconds` older; how many objects lifecycle rules deleted."""
    with cloud.store.writing() as connection:
        for row in cloud_database.load_all(connection):
            cloud_database.save(connection, _older(cloud.kinds[row.kind], row, seconds))
        connection.execute("UPDATE traffic SET starts = starts - ?, ends = ends - ?", (seconds, seconds))
        for number, deleted_at in connection.execute("SELECT number, gone FROM deleted").fetchall():
            connection.execute("UPDATE deleted SET gone = ? WHERE number = ?", (earlier(deleted_at, seconds), number))
        return sum(_expire(cloud, connection)) if seconds >= DAY else 0


def earlier(moment: str, seconds: int) -> str:
    """A time (ISO) so many seconds before, written as that one is; nothing is older than 1970."""
    then = datetime.fromisoformat(moment)
    parsed = then - timedelta(seconds=min(seconds, max(0.0, then.timestamp())))
    if moment.endswith("Z"):
        return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return parsed.isoformat(timespec="microseconds" if parsed.microsecond else "seconds")


def _older(kind: Kind, row: Row, seconds: int) -> Row:
    shown: dict[str, Any] = {}
    for name, rule in kind.properties.items():
        value = row.properties.get(name)
        if value is not None and rule.value in _TEXTS:
            shown[name] = earlier(str(value), seconds)
        elif value is not None and rule.value in _MILLIS:
            shown[name] = type(value)(max(0, int(value) - seconds * 1000))
    revisions = [{**one, "at": earlier(one["at"], seconds)} for one in row.revisions]
    times = {"created": earlier(row.created, seconds), "updated": earlier(row.updated, seconds)}
    return replace(row, properties={**row.properties, **shown}, revisions=revisions, **times)


def _expire(cloud: Cloud, connection: sqlite3.Connection) -> Iterator[int]:
    """Delete what lifecycle rules do by now, bucket by bucket; holds and retention policies keep it."""
    rules = {row.id: [*_deletions(row.properties)] for row in cloud_database.load_all(connection, BUCKET.token)}
    for row in cloud_database.load_all(connection, BUCKET_OBJECT.token):
        age = (datetime.now(UTC) - datetime.fromisoformat(row.created)).total_seconds()
        name = str(row.properties["name"])
        if any(_holds(one, name, age) for one in rules.get(str(row.properties["bucket"]), ())):
            try:
                cloud.delete(BUCKET_OBJECT, row.id, {})
            except RefusedError:
                continue
            yield 1


def _deletions(bucket: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The conditions under which a bucket's objects are deleted."""
    for rule in bucket.get("lifecycle_rules") or ():
        stated = rule["condition"].items()
        condition = {name: value for name, value in stated if value not in (None, False, [], "", "ANY")}
        if rule["action"]["type"] == "Delete" and condition and condition.keys() <= _UNDERSTOOD:
            yield condition


def _holds(condition: Mapping[str, Any], name: str, age: float) -> bool:
    before, after = condition.get("matches_prefixes"), condition.get("matches_suffixes")
    return (
        age >= condition.get("age", 0) * DAY
        and (not before or name.startswith(tuple(before)))
        and (not after or name.endswith(tuple(after)))
    )
