"""One SQLite file that holds the simulated cloud: safe for many threads and processes, survives any kill."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import uuid
import weakref
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.localcloud import damaged_database
from composer.localcloud.database_disk import as_disk_errors
from composer.system import files, private_folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    kind TEXT NOT NULL, id TEXT NOT NULL, clash TEXT NOT NULL, project TEXT NOT NULL,
    properties TEXT NOT NULL, revisions TEXT NOT NULL DEFAULT '[]', created TEXT NOT NULL, updated TEXT NOT NULL,
    digest TEXT NOT NULL DEFAULT '', PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS clashes ON objects (kind, clash);
CREATE TABLE IF NOT EXISTS links (
    kind TEXT NOT NULL, id TEXT NOT NULL, property TEXT NOT NULL, parent_kind TEXT NOT NULL, parent_id TEXT NOT NULL,
    PRIMARY KEY (kind, id, property, parent_kind, parent_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS children ON links (parent_kind, parent_id);
CREATE TABLE IF NOT EXISTS tallies (
    kind TEXT NOT NULL, per TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, per)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rates (what TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS faults (
    number INTEGER PRIMARY KEY AUTOINCREMENT, effect TEXT NOT NULL, kind TEXT NOT NULL, operation TEXT NOT NULL,
    name TEXT NOT NULL, remaining INTEGER, rate REAL NOT NULL, seed INTEGER NOT NULL, milliseconds INTEGER NOT NULL,
    code INTEGER NOT NULL, message TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0, hit INTEGER NOT NULL DEFAULT 0,
    hanging INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS operations (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS traffic (
    what TEXT NOT NULL, project TEXT NOT NULL, name TEXT NOT NULL, starts REAL NOT NULL, ends REAL,
    value REAL NOT NULL, who TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deleted (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL,
    properties TEXT NOT NULL, gone TEXT NOT NULL);
"""
_SEALS = """
CREATE TRIGGER IF NOT EXISTS unsealed AFTER UPDATE ON objects WHEN NEW.digest != '' AND NEW.digest = OLD.digest BEGIN
    UPDATE objects SET digest = '' WHERE kind = NEW.kind AND id = NEW.id;
END;
"""
"""Who writes into the file by hand is no damage: such a row has no digest."""

TABLES = ("objects", "links", "tallies", "rates", "settings", "faults", "operations", "traffic", "deleted")


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables that are not there, and what an older version did not have."""
    connection.executescript(_TABLES)
    if all(column[1] != "digest" for column in connection.execute("PRAGMA table_info(objects)")):
        connection.execute("ALTER TABLE objects ADD COLUMN digest TEXT NOT NULL DEFAULT ''")
    connection.executescript(_SEALS)


@dataclass(frozen=True, slots=True)
class Row:
    """One object as it is kept: properties in snake_case, revisions oldest first."""

    kind: str
    id: str
    clash: str
    project: str
    properties: dict[str, Any]
    revisions: list[dict[str, str]]
    created: str
    updated: str


class _OfThread:
    """The connection of a thread, closed when the thread ends or the store is dropped: nobody is told of either, and
    Python warns of connections that nobody closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        # no `__del__`: of what is dropped in a circle, the connection could be the first to be looked at
        weakref.finalize(self, connection.close).atexit = False


class Store:
    """Connections to the file, one a thread. Writing is one transaction at a time, in this process and beside it.

    A file that cannot be used is put aside, and `damaged` says so; a new one is begun in its place. An object whose row
    is not what was written (see `save`) counts as that.
    """

    def __init__(self, database: Path) -> None:
        private_folders.folder(database.parent)
        self.database = database
        self._local = threading.local()
        self._writing = threading.Lock()
        with as_disk_errors(database):
            self.damaged = damaged_database.mended(database, prepare)
            private_folders.file(database)
            prepare(self._connect())

    def _connect(self) -> sqlite3.Connection:
        held: _OfThread | None = getattr(self._local, "held", None)
        if held is None:
            # each thread has its own; but whoever drops the store may be another one, and closes those of all
            connection = sqlite3.connect(
                files.ordinary(self.database, within=None), timeout=60, isolation_level=None, check_same_thread=False
            )
            held = self._local.held = _OfThread(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        return held.connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with, one consistent view for the whole block."""
        connection = self._connect()
        if self._local.__dict__.get("writes"):  # within a transaction, which sees what it wrote
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of the block or, where it raises, nothing of it. A block within one is a part of it."""
        connection = self._connect()
        if self._local.__dict__.get("writes"):
            yield connection
            return
        with self._writing, as_disk_errors(self.database):
            connection.execute("BEGIN IMMEDIATE")
            self._local.writes = True
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # a full disk ended it already
                    connection.execute("ROLLBACK")
                raise
            else:
                connection.execute("COMMIT")
            finally:
                self._local.writes = False

    def clear(self) -> int:
        """Empty every table; how many objects there were."""
        with self.writing() as connection:
            count = int(connection.execute("SELECT count(*) FROM objects").fetchone()[0])
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names
        return count

    def identity(self) -> str:
        """The id that tells this cloud from one begun anew at the same place, emptied or in place of a damaged file."""
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO settings VALUES ('identity', ?)", (uuid.uuid4().hex,))
            return str(connection.execute("SELECT value FROM settings WHERE name = 'identity'").fetchone()[0])

    def settle(self) -> None:
        """Bring what was written lately into the file itself, so that nothing lies beside it while nobody serves it."""
        with contextlib.suppress(sqlite3.Error):  # somebody else uses it, or the disk is full: it is safe where it is
            connection = self._connect()
            connection.execute("PRAGMA busy_timeout = 500")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close this thread's connection."""
        held: _OfThread | None = getattr(self._local, "held", None)
        if held is not None:
            held.connection.close()
            del self._local.held


_COLUMNS = ", ".join(damaged_database.SEALED)


def load(connection: sqlite3.Connection, kind: str, object_id: str) -> Row | None:
    """The object with this id."""
    return _row(
        connection.execute(f"SELECT {_COLUMNS} FROM objects WHERE kind = ? AND id = ?", (kind, object_id)).fetchone()  # noqa: S608 - constant columns
    )


def load_clash(connection: sqlite3.Connection, kind: str, clash: str) -> Row | None:
    """The object that holds a name."""
    return _row(
        connection.execute(f"SELECT {_COLUMNS} FROM objects WHERE kind = ? AND clash = ?", (kind, clash)).fetchone()  # noqa: S608 - constant columns
    )


def load_all(connection: sqlite3.Connection, kind: str = "", after: str = "", limit: int = -1) -> list[Row]:
    """Objects of one kind or of all, by kind and id, from behind `after`."""
    these = "kind = ?" if kind else "kind != ?"  # an alternative of both would look at every object
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM objects WHERE {these} AND id > ? ORDER BY kind, id LIMIT ?",  # noqa: S608 - constant texts
        (kind, after, limit),
    )
    return [row for row in map(_row, rows) if row is not None]


def project_of(row: Row) -> str:
    """The project of an object, which some kinds only have in the id of what they are in."""
    return row.project or (row.id.split("/")[1] if row.id.startswith("projects/") else "")


def save(connection: sqlite3.Connection, row: Row) -> None:
    """Write an object, new or changed."""
    values = (
        row.kind,
        row.id,
        row.clash,
        row.project,
        json.dumps(row.properties),
        json.dumps(row.revisions),
        row.created,
        row.updated,
    )
    connection.execute(
        f"INSERT OR REPLACE INTO objects ({_COLUMNS}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
        (*values, damaged_database.digest(*values)),
    )


def _row(columns: tuple[Any, ...] | None) -> Row | None:
    if columns is None:
        return None
    kind, object_id, clash, project, properties, revisions, created, updated = columns
    return Row(kind, object_id, clash, project, json.loads(properties), json.loads(revisions), created, updated)
