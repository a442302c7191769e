"""A file of entries by their keys that is only added to: what is new stands behind what was there, and whatever is
damaged, such as by a run that was killed while it wrote, ends what is read of it."""

from __future__ import annotations

import hashlib
import struct
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = 32
"""Bytes of a key."""
_HEAD = struct.Struct(f">{KEY}sQ16s")
"""Key, length of the data, and a digest of both: a bit that a disk forgot would be another judgement."""


class Entry(NamedTuple):
    """A key, and what stands behind it."""

    key: bytes
    data: bytes


class DamagedEntryError(ValueError):
    """What comes next in the file was not written so."""


def written(entry: Entry) -> bytes:
    """An entry as it stands in the file."""
    return _HEAD.pack(entry.key, len(entry.data), _digest(entry)) + entry.data


def entries(file: IO[bytes], most: int) -> Iterator[Entry]:
    """The entries of a file of at most `most` bytes, one after the other. Raises DamagedEntryError."""
    while head := file.read(_HEAD.size):
        if len(head) < _HEAD.size:
            raise DamagedEntryError
        key, length, digest = _HEAD.unpack(head)
        entry = Entry(key, file.read(length) if length <= most else b"")
        if _digest(entry) != digest or len(entry.data) != length:
            raise DamagedEntryError
        yield entry


def _digest(entry: Entry) -> bytes:
    return hashlib.blake2b(entry.data, key=entry.key, digest_size=16).digest()
