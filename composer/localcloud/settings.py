"""Switches of the simulated cloud, kept in its database: rate limits, and other quotas than Google's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from composer.localcloud.store import Store


def set_rate_limits(store: Store, *, on: bool) -> None:
    """Whether calls that come too quickly are refused with 429. Off in a new database: a fleet would take hours."""
    _set(store, "rate-limits", "on" if on else "off")


def set_quota(store: Store, kind: str, noun: str, limit: int) -> None:
    """Another limit for a quota of a kind than the table says."""
    _set(store, f"quota {kind} {noun}", str(limit))


def rate_limits(connection: sqlite3.Connection) -> bool:
    """Whether calls that come too quickly are refused."""
    return _get(connection, "rate-limits") == "on"


def quota(connection: sqlite3.Connection, kind: str, noun: str, otherwise: int) -> int:
    """The limit of a quota of a kind."""
    return int(_get(connection, f"quota {kind} {noun}") or otherwise)


def _set(store: Store, name: str, value: str) -> None:
    with store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


def _get(connection: sqlite3.Connection, name: str) -> str | None:
    found = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else None
