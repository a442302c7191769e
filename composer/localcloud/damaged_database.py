"""A file of the local cloud that is none any more: it is put aside, and a new one is begun."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.localcloud.database_disk import says_nothing_of_content
from composer.system import files
from composer.system.damaged_files import aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_HEADER = 100
"""Bytes that every database begins with."""
SEALED = ("kind", "id", "clash", "project", "properties", "revisions", "created", "updated")
"""The columns of an object that its digest is made of: all that there are."""
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class PutAside:
    """What was done about a damaged file; an empty one (`file` is None) is simply begun anew."""

    file: Path | None
    why: str

    @property
    def message(self) -> str:
        """One sentence."""
        if self.file is None:
            return f"the local cloud's file {self.why}, and so is the cloud; `composer up` makes everything again"
        return (
            f"the local cloud's file could not be read ({self.why}): it is put aside as {self.file.name}, and the "
            "local cloud is empty; `composer up` makes everything again"
        )


def mended(database: Path, prepare: Callable[[sqlite3.Connection], None]) -> PutAside | None:
    """Look whether `database` is usable once it is prepared, and put it aside if it is not."""
    if database.is_file() and not database.stat().st_size:
        return PutAside(None, "was empty")
    why = _wrong(database, prepare)
    if why is None:
        return None
    target = aside(database)
    for suffix in _BESIDE:
        with contextlib.suppress(OSError):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    return PutAside(target, why)


def digest(*values: str) -> str:
    """The digest that tells one row from another that differs in a single bit; `values` are those of SEALED."""
    return hashlib.blake2b("\0".join(map(str, values)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _wrong(database: Path, prepare: Callable[[sqlite3.Connection], None]) -> str | None:
    if not database.exists() and not database.is_symlink():
        return None
    if not database.is_file():
        return "it is no ordinary file"
    if database.stat().st_size < _HEADER:
        return "it is cut off"
    try:
        with contextlib.closing(
            sqlite3.connect(files.ordinary(database, within=None), timeout=60, isolation_level=None)
        ) as connection:
            prepare(connection)
            row = connection.execute("PRAGMA quick_check(1)").fetchone()
            _readable(connection)
            return None if row == ("ok",) else str(row[0])
    except sqlite3.OperationalError as error:
        if says_nothing_of_content(error):
            raise
        return str(error)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return str(error)


def _readable(connection: sqlite3.Connection) -> None:
    """Values that are no JSON or no numbers any more; raises a DatabaseError that says where."""
    connection.create_function("digest_of", len(SEALED), digest, deterministic=True)
    checks = (
        ("objects", f"digest != '' AND digest != digest_of({', '.join(SEALED)})"),
        ("objects", "NOT json_valid(properties) OR NOT json_valid(revisions) OR json_type(properties) != 'object'"),
        ("faults", "typeof(rate) = 'text' OR typeof(milliseconds) != 'integer'"),
        ("tallies", "typeof(n) != 'integer'"),
    )
    for table, wrong in checks:
        count = connection.execute(f"SELECT count(*) FROM {table} WHERE {wrong}").fetchone()[0]  # noqa: S608 - constant
        if count:
            raise sqlite3.DatabaseError(f"{count} of its {table} are damaged")
    connection.execute("SELECT name, value FROM settings LIMIT 0")
