"""The ledger of one environment: one object an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.ledger.record import Record, read_record
from composer.ledger.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Ledger:
    """Records by owner (`EndSong`, `platform:<cell>`). What is missing, corrupt or old counts as never applied."""

    def __init__(self, url: str) -> None:
        self._store = open_store(url)

    def read(self, owners: Iterable[str]) -> Mapping[str, Record]:
        """The records of those owners that have one."""
        wanted = {_key(owner): owner for owner in owners}
        found = self._store.read_many(wanted)
        records = {wanted[key]: read_record(data, wanted[key]) for key, data in found.items()}
        return {owner: record for owner, record in records.items() if record is not None}

    def owners(self) -> tuple[str, ...]:
        """Every owner something is recorded of, in order, definitions that have gone included."""
        names = (key.rpartition("/")[2] for key in self._store.versions("applied"))
        return tuple(sorted(_owner(name) for name in names if name.endswith(".json") and not name.startswith(".")))

    def write(self, record: Record) -> None:
        """Keep this record in place of an older one."""
        self._store.write(_key(record.owner), record.to_bytes())

    def forget(self, owner: str) -> None:
        """Drop the owner's record: it was destroyed."""
        self._store.delete(_key(owner))


def _key(owner: str) -> str:
    return f"applied/{owner.replace(':', '.')}.json"


def _owner(file: str) -> str:
    name = file.removesuffix(".json")
    return name.replace("platform.", "platform:", 1) if name.startswith("platform.") else name
