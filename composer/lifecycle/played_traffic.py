"""A life of an Event Type as the local cloud is to show it: written backwards, so that nobody has to wait."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from composer.graph import cloud_names
from composer.kinds.bigquery.table import TABLE
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.storage.bucket import BUCKET
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.live import access_log, time_series
from composer.localcloud import cloud_database, traffic
from composer.localcloud.traffic import READS, Stretch
from composer.units import DAY, HOUR

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from composer.lifecycle.sight import Subject
    from composer.localcloud.cloud import Cloud

HISTORY = 400 * DAY
"""Seconds for which an Event Type has lived when its history begins."""
REFUSED = "permission_denied"
"""The response code of a request that its sender may not make."""
_FOLDER = "composer-local-traffic/"


@dataclass(frozen=True, slots=True)
class Life:
    """What is to be shown: seconds since the last publish and the last read (0: they go on), messages that wait and
    that are dead letters, seconds that the oldest open bucket is late, who reads; events of each of these programs that
    the Event Service rejected, requests to the topic itself that were refused, and how many seconds ago."""

    silent_for: int = 0
    unread_for: int = 0
    backlog: int = 0
    dead_letters: int = 0
    late: int = 0
    readers: tuple[str, ...] = ()
    rejected: int = 0
    producers: tuple[str, ...] = ()
    refused: int = 0
    rejected_ago: int = HOUR


def play(cloud: Cloud, subject: Subject, life: Life) -> None:
    """Make Monitoring and Logging show this life of an Event Type, and no other."""
    every = [*_stretches(subject, life, time.time())]
    for what, name in dict.fromkeys((one.what, one.name) for one in every):
        same = [one for one in every if (one.what, one.name) == (what, name) and one.starts != one.ends]
        traffic.record(cloud.store, what, subject.project, name, same)


def _stretches(subject: Subject, life: Life, now: float) -> Iterator[Stretch]:
    event, project, starts = subject.event, subject.project, now - HISTORY
    topic, rate = subject.topic, float(event.traffic.average)
    ends = now - life.silent_for if life.silent_for else None
    yield Stretch(time_series.PUBLISHES.type, project, topic, starts, ends, rate)
    yield Stretch(time_series.ACCEPTED.type, project, event.name, starts, ends, rate)
    yield Stretch(time_series.REQUESTS.type, project, topic, starts, ends, rate, time_series.ACCEPTED_REQUEST)
    yield from _rejected(subject, life, now - life.rejected_ago)
    for name in subject.names(SUBSCRIPTION.token):
        waiting = life.dead_letters if name == cloud_names.dead_letter_subscription(event.name) else life.backlog
        yield Stretch(time_series.BACKLOG.type, project, name, starts, None, waiting)
    yield Stretch(time_series.LATENESS.type, project, event.name, starts, None, life.late)
    last = now - life.unread_for if life.unread_for else None
    for name in _read(subject):
        yield from (Stretch(READS, project, name, starts, last, 1, who) for who in life.readers)
        if not life.readers:
            yield Stretch(READS, project, name, starts, starts)  # of no length: nobody ever did


def _rejected(subject: Subject, life: Life, ends: float) -> Iterator[Stretch]:
    """Yields what was rejected, within a second; of no length where nothing was."""
    name, project, starts = subject.event.name, subject.project, ends - 1 if life.rejected else ends
    for who in life.producers or ("",):
        yield Stretch(time_series.REJECTED.type, project, name, starts, ends, life.rejected, who)
    if life.refused:
        yield Stretch(time_series.REQUESTS.type, project, subject.topic, ends - 1, ends, life.refused, REFUSED)


def _read(subject: Subject) -> Iterator[str]:
    """The resources that can be read, as the log of data access names it."""
    yield from (f"{name}objects/delivered" for name in subject.read_as(access_log.STORAGE))
    yield from subject.read_as(access_log.BIGQUERY)


def store(cloud: Cloud, subject: Subject, age: int | None, *, held: bool = False) -> None:
    """Make the newest of what an Event Type stores this many seconds old; None: nothing is stored. `held`: it is under
    a legal hold, where it is in a bucket."""
    moment = datetime.fromtimestamp(time.time() - age, UTC) if age is not None else None
    with cloud.store.writing() as connection:
        for name in subject.names(BUCKET.token):
            for row in cloud_database.load_all(connection, BUCKET_OBJECT.token):
                if row.properties.get("bucket") == name and str(row.properties.get("name")).startswith(_FOLDER):
                    cloud.remove(connection, BUCKET_OBJECT, row, {})  # whatever held it: it never was
            if moment and cloud.read(BUCKET, name) is not None:
                _put(cloud, connection, name, moment, held=held)
        for name in subject.names(TABLE.token):
            dataset, _, table = name.partition(".")
            object_id = f"projects/{subject.project}/datasets/{dataset}/tables/{table}"
            there = cloud_database.load(connection, TABLE.token, object_id)
            if there is not None:
                changed = {"last_modified_time": int(moment.timestamp() * 1000)} if moment else {}
                shown = {**there.properties, "num_rows": 1 if moment else 0, **changed}
                cloud_database.save(connection, replace(there, properties=shown))


def _put(cloud: Cloud, connection: sqlite3.Connection, bucket: str, moment: datetime, *, held: bool) -> None:
    """Put one object into a bucket that is as old as that."""
    inputs = {"bucket": bucket, "name": f"{_FOLDER}{moment:%Y-%m-%d}.avro", "content": "x"}
    made = cloud.create(BUCKET_OBJECT, {**inputs, "temporary_hold": held})
    row = cloud_database.load(connection, BUCKET_OBJECT.token, made.id)
    if row is not None:
        cloud_database.save(connection, replace(row, created=moment.isoformat()))
