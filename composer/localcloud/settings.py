"""Switches of the simulated cloud, kept in its database: rate limits, delays, and other quotas than Google's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from composer.kinds.kind import Kind
    from composer.kinds.quota_rules import Quota
    from composer.localcloud.cloud_database import Store


def set_rate_limits(store: Store, *, on: bool) -> None:
    """Set whether calls that come too quickly are refused with 429. Off in a new database: a fleet would take hours."""
    _set(store, "rate-limits", "on" if on else "off")


def set_raised(store: Store, project: str, region: str, quotas: Mapping[str, int]) -> None:
    """The quotas that an environment's cell states, by their rows in limits.yaml; those it stated before are gone."""
    place = f"raised {project}/{region} "
    with store.writing() as connection:
        connection.execute("DELETE FROM settings WHERE substr(name, 1, ?) = ?", (len(place), place))
        for row, limit in quotas.items():
            _put(connection, place + row, str(limit))


def set_accounts(store: Store, project: str, emails: Iterable[str]) -> None:
    """The service accounts of a project that somebody else made. Only from then on are grants to others refused."""
    _set(store, f"accounts {project}", json.dumps(sorted(emails)))


def accounts(connection: sqlite3.Connection, project: str) -> frozenset[str] | None:
    """The service accounts of a project that somebody else made; None where nobody said so."""
    stored = _get(connection, f"accounts {project}")
    return None if stored is None else frozenset(json.loads(stored))


def set_outside(store: Store, names: Iterable[str]) -> None:
    """Container images and programs (`gs://…`) that somebody else made, in registries and buckets of their own."""
    _set(store, "outside", json.dumps(sorted(names)))


def outside(connection: sqlite3.Connection) -> frozenset[str]:
    """The images and programs that somebody else made."""
    return frozenset(json.loads(_get(connection, "outside") or "[]"))


def denied(connection: sqlite3.Connection, project: str) -> frozenset[str]:
    """The permissions that nobody has on a project."""
    return frozenset(json.loads(_get(connection, f"denied {project}") or "[]"))


def set_new_project(store: Store, project: str, number: str) -> None:
    """Set that a project began with nothing: from then on APIs must be enabled in it, and agents made. `number`: what
    Google's accounts in it are named after."""
    _set(store, f"new-project {project}", number)


def is_new_project(connection: sqlite3.Connection, project: str) -> bool:
    """True if APIs must be enabled in a project before they are used."""
    return _get(connection, f"new-project {project}") is not None


def new_project_of(connection: sqlite3.Connection, number: str) -> str | None:
    """The project of this number that began with nothing; None where there is none."""
    row = connection.execute(
        "SELECT name FROM settings WHERE name LIKE 'new-project %' AND value = ?", (number,)
    ).fetchone()
    return str(row[0]).removeprefix("new-project ") if row else None


def number_of(connection: sqlite3.Connection, project: str) -> str | None:
    """The number of a project that began with nothing; None where there is none."""
    return _get(connection, f"new-project {project}")


def set_agent_read(store: Store, project: str, api: str) -> None:
    """Set that somebody asked which account a service acts by in a project: it is there from then on."""
    _set(store, f"agent {project} {api}", "there")


def is_agent_read(connection: sqlite3.Connection, project: str, api: str) -> bool:
    """True if the account of a service was asked for."""
    return _get(connection, f"agent {project} {api}") is not None


def set_account_delay(store: Store, seconds: float) -> None:
    """Set how long nobody can be granted to a new service account. 0 in a new database; some seconds with Google."""
    _set(store, "account-delay", str(seconds))


def account_delay(connection: sqlite3.Connection) -> float:
    """Seconds until a new service account can be granted something."""
    return float(_get(connection, "account-delay") or 0)


def set_inventory_lag(store: Store, seconds: float) -> None:
    """Set how old what the inventory of assets says is. 0 in a new database; minutes to days with Google."""
    _set(store, "inventory-lag", str(seconds))


def inventory_lag(connection: sqlite3.Connection) -> float:
    """Seconds until the inventory of assets knows of something new."""
    return float(_get(connection, "inventory-lag") or 0)


def set_account_keys(store: Store, names: Iterable[str]) -> None:
    """The keys of service accounts that somebody made by hand, by their full names."""
    _set(store, "account-keys", json.dumps(sorted(names)))


def account_keys(connection: sqlite3.Connection) -> frozenset[str]:
    """The keys of service accounts."""
    return frozenset(json.loads(_get(connection, "account-keys") or "[]"))


def set_databases(connection: sqlite3.Connection, instance: str, databases: Mapping[str, Mapping[str, str]]) -> None:
    """The databases within an instance of Cloud SQL, with what was stated of each."""
    _put(connection, f"databases {instance}", json.dumps(databases, sort_keys=True))


def databases(connection: sqlite3.Connection, instance: str) -> dict[str, dict[str, str]] | None:
    """The same; None where nobody has written any yet."""
    stored = _get(connection, f"databases {instance}")
    return None if stored is None else json.loads(stored)


def set_of_others(store: Store, path: str, objects: Sequence[Mapping[str, Any]]) -> None:
    """Set the objects that others made in a collection, by the path that it is listed at."""
    _set(store, f"others {path}", json.dumps(objects))


def of_others(connection: sqlite3.Connection, path: str) -> list[Mapping[str, Any]]:
    """The objects that others made in a collection."""
    return list(json.loads(_get(connection, f"others {path}") or "[]"))


def rate_limits(connection: sqlite3.Connection) -> bool:
    """True if calls that come too quickly are refused."""
    return _get(connection, "rate-limits") == "on"


def quota(connection: sqlite3.Connection, kind: Kind, limited: Quota, values: Mapping[str, object]) -> int:
    """The limit of a quota of a kind: as somebody set it here, as the cell states it, or Google's default."""
    chosen = _get(connection, f"quota {kind.token} {limited.noun}")
    if chosen is None and limited.row:
        chosen = _raised(connection, limited, values)
    return int(chosen or limited.limit)


def _raised(connection: sqlite3.Connection, limited: Quota, values: Mapping[str, object]) -> str | None:
    """The quota that the cells of a project and region state; a project's own is the highest that its cells state."""
    project, region = values.get("project"), values.get("region")
    if "{region}" in limited.per:
        return _get(connection, f"raised {project}/{region} {limited.row}")
    row = connection.execute(
        "SELECT max(CAST(value AS INTEGER)) FROM settings WHERE name LIKE 'raised %' AND name LIKE ?",
        (f"raised {project}/% {limited.row}",),
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def _set(store: Store, name: str, value: str) -> None:
    with store.writing() as connection:
        _put(connection, name, value)


def _put(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


def _get(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None
