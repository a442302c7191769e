"""Faults that people and tests ask for, kept in the database so that any process can set them while the cloud runs."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, Any, Literal, get_args

from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from composer.localcloud.cloud_database import Store

Effect = Literal["refuse", "lost-answer", "delay", "hang-before", "hang-after"]
Operation = Literal["", "create", "read", "update", "delete"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
OPERATIONS: tuple[str, ...] = ("create", "read", "update", "delete")

LOST = "read tcp 127.0.0.1:52174->127.0.0.1:443: read: connection reset by peer"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, for which calls.

    `refuse` answers `code` and `message`; `lost-answer` carries the call out and drops the answer; `delay` waits
    `milliseconds`; `hang-before` and `hang-after` wait, before or after the effect, until the caller is gone or the
    fault is cleared (a call whose caller died before the effect has none). `kind` is a token or a part of one, `name`
    a glob over the id, "" matches all. `remaining` calls are hit (None: all), each with the probability `rate`
    decided by `seed`. `number`, `seen`, `hit` and `hanging` (calls that hang now) are kept by the cloud.
    """

    effect: Effect
    kind: str = ""
    operation: Operation = ""
    name: str = ""
    remaining: int | None = None
    rate: float = 1.0
    seed: int = 0
    milliseconds: int = 0
    code: int = 503
    message: str = "The service is currently unavailable., backendError"
    number: int = 0
    seen: int = 0
    hit: int = 0
    hanging: int = 0

    def concerns(self, kind: str, operation: str, name: str) -> bool:
        """True if a call is one of those meant, whatever the rate says."""
        return (
            self.kind.lower() in kind.lower()
            and self.operation in ("", operation)
            and (not self.name or fnmatchcase(name, self.name) or fnmatchcase(name.rpartition("/")[2], self.name))
            and self.remaining != 0
        )


_COLUMNS = "effect, kind, operation, name, remaining, rate, seed, milliseconds, code, message"
_ALL = f"{_COLUMNS}, number, seen, hit, hanging"


def add(store: Store, fault: Fault) -> int:
    """Set a fault; its number."""
    values = asdict(fault)
    with store.writing() as connection:
        cursor = connection.execute(
            f"INSERT INTO faults ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
            [values[name] for name in _COLUMNS.split(", ")],
        )
        return int(cursor.lastrowid or 0)


def standing(store: Store) -> tuple[Fault, ...]:
    """Every fault that is set, oldest first."""
    with store.reading() as connection:
        return _standing(connection)


def clear(store: Store, number: int | None = None) -> int:
    """Take back one fault or all; how many there were. Hanging calls go on."""
    with store.writing() as connection:
        return connection.execute("DELETE FROM faults WHERE ? IS NULL OR number = ?", (number, number)).rowcount


def _standing(connection: sqlite3.Connection) -> tuple[Fault, ...]:
    names = _ALL.split(", ")
    rows: list[tuple[Any, ...]] = connection.execute(f"SELECT {_ALL} FROM faults ORDER BY number").fetchall()  # noqa: S608 - constant columns
    return tuple(Fault(**dict(zip(names, row, strict=True))) for row in rows)


def _taken(store: Store, kind: str, operation: str, name: str) -> list[Fault]:
    if not any(fault.concerns(kind, operation, name) for fault in standing(store)):
        return []
    taken: list[Fault] = []
    with store.writing() as connection:
        for fault in _standing(connection):
            if not fault.concerns(kind, operation, name):
                continue
            hit = Random(f"{fault.seed}:{fault.seen}").random() < fault.rate  # noqa: S311 - a repeatable choice
            connection.execute(
                "UPDATE faults SET seen = seen + 1, hit = hit + ?, remaining = remaining - ? WHERE number = ?",
                (hit, hit, fault.number),
            )
            if hit:
                taken.append(fault)
    return taken


class LostAnswerError(Exception):
    """The effect is durable, and the caller shall not learn of it."""


class FaultError(RefusedError):
    """The call fails as a fault says, without an effect."""


@contextmanager
def applied(store: Store, kind: str, operation: str, name: str, alive: Callable[[], bool]) -> Iterator[None]:
    """Runs a call's effect (the block) under the faults that concern it. `alive`: whether the caller still waits."""
    taken = _taken(store, kind, operation, name)
    for fault in taken:
        if fault.effect == "delay":
            time.sleep(fault.milliseconds / 1000)
        elif fault.effect == "refuse":
            raise FaultError(fault.code, fault.message)
        elif fault.effect == "hang-before":
            _hang(store, fault, alive)
            if not alive():
                raise LostAnswerError(LOST)
    yield
    for fault in taken:
        if fault.effect == "lost-answer":
            raise LostAnswerError(LOST)
        if fault.effect == "hang-after":
            _hang(store, fault, alive)


def _hang(store: Store, fault: Fault, alive: Callable[[], bool]) -> None:
    _hanging(store, fault, 1)
    try:
        while alive() and any(other.number == fault.number for other in standing(store)):
            time.sleep(0.02)
    finally:
        _hanging(store, fault, -1)


def _hanging(store: Store, fault: Fault, change: int) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE faults SET hanging = hanging + ? WHERE number = ?", (change, fault.number))
