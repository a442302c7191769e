"""A copy of each state that was sound, beside it in the backend, and what is done when the state itself is not.

The backend writes a state in place of itself. On a disk that is full, or when the machine loses power, half of one
stays, and the backend's own copies are cut off with it; in a bucket a person or a rule deletes or replaces it. So a
state is looked at before the engine starts: a sound one is copied; a damaged one is put aside, and its copy takes its
place. Where there is no sound copy either, the stack is empty again, and what is live is adopted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.engine.failures import EngineFailedError, failure
from composer.engine.stack_state import FOLDER, META, META_CONTENT, parse
from composer.ledger import NoObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.ledger import Store

ROOM = 1 << 16
"""Bytes that a state may grow by in one step, and everything else that is written meanwhile."""
_FLIPPED = 4
"""Bytes that differ in a state of the same length: nobody edits so little, a disk that forgets does."""


@dataclass(frozen=True, slots=True)
class RestoredState:
    """What was done about a damaged state. `lost`: not even a copy of it is left."""

    message: str
    lost: bool


class Copies:
    """The copies of the states of one backend. `disk`: on one that may be full, and that keeps files beside objects."""

    def __init__(self, store: Store, *, disk: bool) -> None:
        self._store = store
        self._disk = disk

    def keep(self, stack: str) -> None:
        """Copy a sound state, unless that was done. Raises OSError where there is no room for it."""
        data = self._store.read(_state(stack))
        if data is not None and wrong(data, stack) is None and self._store.read(_copy(stack)) != data:
            self._store.write(_copy(stack), data)

    def probe(self, stack: str) -> None:
        """Write and remove as much as the engine will write next. Raises OSError where that cannot be done.

        The engine itself tries on for minutes, step by step, and says nothing. A bucket has room, and refuses in words.
        """
        if not self._disk:
            return
        size = 2 * len(self._store.read(_state(stack)) or b"") + ROOM
        key = f".composer/room/{stack}"
        self._store.write(key, bytes(size))
        self._store.delete(key)

    def forget(self, stack: str) -> None:
        """The stack was destroyed."""
        self._store.delete(_copy(stack))

    def mend(self, stack: str, recorded: Callable[[], bool]) -> RestoredState | None:
        """Make everything that the engine reads of a stack readable; what was done about its state, if anything.

        `recorded` tells whether the ledger knows of something applied there: then its state should not be missing.

        Side files are dropped where they are damaged: the engine does not need them. (On file systems the backend keeps
        attributes beside each object and does not write them whole.) Raises EngineFailedError for a state that is too
        large to be looked at: it may be sound.
        """
        if self._disk:
            self._mend_side_files(stack)
        data, copy = self._store.read(_state(stack)), self._store.read(_copy(stack))
        if isinstance(data, NoObject) and data.too_large:
            raise EngineFailedError(
                failure(
                    f"the state of {stack} cannot be looked at: {data.why}",
                    f"see what is in {_state(stack)} of the backend; if it is no state, move it away and run this "
                    "again: its copy is used, and what is live is looked at",
                )
            )
        sound = copy is not None and wrong(copy, stack) is None
        if data is None:
            why = "is not there" if copy is not None or recorded() else None
        else:
            instead = data.why.removeprefix("it ") if isinstance(data, NoObject) else ""
            why = instead or wrong(data, stack) or (_rotten(data, copy) if sound and copy is not None else None)
        if why is None:
            return None
        put = f"; it is put aside as {self._store.put_aside(_state(stack))}" if data is not None else ""
        if copy is None or not sound:
            return RestoredState(f"its state {why}{put}; there is no copy of it, so what is live is adopted", lost=True)
        self._store.write(_state(stack), copy)
        message = f"its state {why}{put}; the copy of the last sound one is used, and what is live is looked at"
        return RestoredState(message, lost=False)

    def _mend_side_files(self, stack: str) -> None:
        meta = self._store.read(META)
        if meta is not None and meta.split() != META_CONTENT.split():
            self._store.write(META, META_CONTENT)
        for key in (f"{META}.attrs", f"{_state(stack)}.attrs", f"{_state(stack)}.bak.attrs"):
            data = self._store.read(key)
            if data is not None and not _is_object(data):
                self._store.delete(key)
        if self._store.read(f"{_state(stack)}.bak") == b"":
            self._store.delete(f"{_state(stack)}.bak")


def wrong(data: bytes, stack: str) -> str | None:
    """The reason this is no state of the stack, or None."""
    if not data.strip(b"\0 \n"):
        return "is empty"
    try:
        parse(data)
        document = json.loads(data)
        named = str(document["checkpoint"]["stack"])
        entries = (document["checkpoint"].get("latest") or {}).get("resources") or []
        urns = [str(one["urn"]) for one in entries if not one.get("delete")]  # what was replaced waits under its urn
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        cut = "is damaged" if data.rstrip().endswith(b"}") else "is cut off"
        return f"{cut} ({len(data)} bytes)"
    if named.rpartition("/")[2] != stack:
        return f"is that of {named}"
    if len(set(urns)) < len(urns) or any(not urn.startswith(f"urn:pulumi:{stack}::") for urn in urns):
        return f"is damaged ({len(data)} bytes)"
    return None


def _rotten(data: bytes, copy: bytes) -> str | None:
    if len(data) != len(copy) or data == copy:
        return None
    differing = sum(one != other for one, other in zip(data, copy, strict=True))
    return f"differs in {differing} bytes from what was written" if differing <= _FLIPPED else None


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False


def _state(stack: str) -> str:
    return f"{FOLDER}/{stack}.json"


def _copy(stack: str) -> str:
    return f".composer/kept/{stack}.json"
