"""The ledger of one environment: one object an owner."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from composer.ledger.object_store import NoObject
from composer.ledger.record import Record, digest_of, read_record
from composer.ledger.store_at import open_store
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from composer.model.environment import Environment


"""Seconds for which what no record refers to is kept: a run beside this one may be about to write such a record."""


class Ledger:
    """Records by owner (`EndSong`, `platform:<cell>`, `foundation:<cell>`). What is missing, corrupt or old counts as
    never applied.

    `unreadable` holds those owners that `read` found such a record of, and what stands there if it is no file, or a
    record of another environment; `write` puts a new one in its place.
    """

    def __init__(self, url: str, environment: str = "") -> None:
        self._environment = environment
        self._store = open_store(url)
        self._stored: set[str] = set()
        self.unreadable: dict[str, str] = {}

    @staticmethod
    def of(environment: Environment) -> Ledger:
        """The ledger of an environment."""
        return Ledger(environment.ledger, environment.name)

    def read(self, owners: Iterable[str]) -> Mapping[str, Record]:
        """The records of those owners that have one."""
        by_key = {_key(owner): owner for owner in owners}
        contents = self._store.read_many(by_key)
        records: dict[str, Record] = {}
        for key, data in contents.items():
            owner = by_key[key]
            record = read_record(data, owner)
            if record is None:
                self.unreadable[owner] = f"{key}: {data.why}" if isinstance(data, NoObject) else ""
            elif self._is_foreign(record):
                self.unreadable[owner] = f"{key}: it is the record of the stack {record.stack}"
            else:
                records[owner] = record
        return records

    def _is_foreign(self, record: Record) -> bool:
        """True if what was applied was another environment: somebody copied a folder."""
        environment, dot, _ = record.stack.partition(".")
        return bool(dot and self._environment) and environment != self._environment

    def owners(self) -> tuple[str, ...]:
        """Every owner something is recorded of, in order, definitions that have gone included."""
        names = (key.rpartition("/")[2] for key in self._store.versions("applied"))
        return tuple(sorted(_owner(name) for name in names if name.endswith(".json") and not name.startswith(".")))

    def write(self, record: Record) -> None:
        """Keep this record in place of an older one."""
        self._store.write(_key(record.owner), record.to_bytes())

    def change(self, owner: str, changed: Callable[[Record], Record]) -> Record | None:
        """Put a changed record in place of the owner's; whoever writes it meanwhile loses nothing. The record that is
        there then, None where there was none."""
        while True:
            data = self._store.read(_key(owner))
            record = read_record(data, owner) if data is not None else None
            if data is None or record is None or self._is_foreign(record):
                return None
            new = changed(record)
            if new == record or self._store.replace(_key(owner), data, new.to_bytes()):
                return new

    def keep_shared(self, digest: str, data: bytes) -> None:
        """Keep what records were compiled from together, under its digest, once. It is young again then."""
        if digest not in self._stored:
            self._store.write(_shared_key(digest), data)
            self._stored.add(digest)

    def drop_unshared(self, known_records: Mapping[str, Record]) -> tuple[str, ...]:
        """Drop what no record refers to any more, and nobody kept for a day; the digests. `known_records`: records that
        need not be read, which may be older than those that are there: what a newer one refers to is young. Nothing is
        dropped while some record cannot be read."""
        times, today = self._store.times(_SHARED), time.time()
        old = {key for key, written in times.items() if today - written > DAY}
        if not old:
            return ()
        owners = self.owners()
        records = {**known_records, **self.read(one for one in owners if one not in known_records)}
        needed = {_shared_key(str(records[one].written.get("shared", ""))) for one in owners if one in records}
        if self.unreadable or any(one not in records for one in owners):
            return ()
        for key in sorted(old - needed):
            self._store.delete(key)
        return tuple(key.rpartition("/")[2].removesuffix(".json") for key in sorted(old - needed))

    def shared(self, digest: str) -> Mapping[str, Any] | None:
        """The inputs that records were compiled from together; None where not kept, or not what they were."""
        data = self._store.read(_shared_key(digest)) if digest.isalnum() else None
        try:
            document = json.loads(data) if data is not None and digest_of(data) == digest else None
        except (ValueError, RecursionError):
            return None
        return document if isinstance(document, dict) else None

    def audited(self) -> bytes | None:
        """The document that the last audit kept; None where there was none."""
        return self._store.read(_AUDITED)

    def keep_audited(self, data: bytes) -> None:
        """Keep what an audit found, for the next one, in place of what the last one kept."""
        self._store.write(_AUDITED, data)

    def forget(self, owner: str) -> None:
        """Drop the owner's record: it was destroyed."""
        self._store.delete(_key(owner))


_SHARED = "written"
_AUDITED = "audits/last.json"


def _shared_key(digest: str) -> str:
    return f"{_SHARED}/{digest}.json"


def unreadable_message(owner: str, why: str = "") -> str:
    """The words on an unreadable record, and on what stands in its place."""
    because = f" ({why})" if why else ""
    return (
        f"what the ledger recorded of {owner} cannot be read{because}: `composer up` "
        "looks at the stack and records it anew"
    )


def _key(owner: str) -> str:
    return f"applied/{owner.replace(':', '.')}.json"


def _owner(file: str) -> str:
    name = file.removesuffix(".json")
    prefix, dot, cell = name.partition(".")
    return f"{prefix}:{cell}" if dot else name
