"""Databases within an instance of Cloud SQL over REST: programs make them, and no kind stands for one.

https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/databases
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.localcloud import cloud_database, running_operations, settings
from composer.localcloud.refusal import RefusedError, not_found
from composer.localcloud.rest_call import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.localcloud.cloud_database import Row, Store
    from composer.localcloud.rest_call import Call

_PATH = re.compile(
    r"sqladmin/v1/projects/(?P<project>[^/]+)/instances/(?P<instance>[^/]+)/databases(?:/(?P<name>[^/]+))?"
)
_EFFECTS = {
    "POST": "create_database",
    "PATCH": "update_database",
    "PUT": "update_database",
    "DELETE": "delete_database",
}
_STATED = ("charset", "collation")
"""What a database has beside its name."""
_LONGEST = 63
"""Bytes of a name in PostgreSQL. https://www.postgresql.org/docs/current/sql-syntax-lexical.html"""


def answer(store: Store, call: Call) -> Answer | None:
    """The answer to a call about databases; None for any other. Raises RefusedError as Google would."""
    match = _PATH.fullmatch(call.path)
    one, verb = bool(match and match["name"]), call.verb
    if match is None or (verb == "POST" and one) or (verb in {"PATCH", "PUT", "DELETE"} and not one):
        return None
    instance_id = f"projects/{match['project']}/instances/{match['instance']}"
    with store.writing() as connection:
        row = cloud_database.load(connection, DATABASE_INSTANCE.token, instance_id)
        if row is None:
            raise not_found(DATABASE_INSTANCE, {"id": instance_id, "name": match["instance"]})
        kept = settings.databases(connection, _key(row))
        databases = {_first(row): {}} if kept is None else kept
        if verb == "GET" and not one:
            items = [_body(row, name, stated) for name, stated in sorted(databases.items())]
            return Answer({"kind": "sql#databasesList", "items": items})
        name = match["name"] or _new_name(call, databases)
        if one and name not in databases:
            raise RefusedError(404, f"Database does not exist: {name}., databaseDoesNotExist")
        if verb == "GET":
            return Answer(_body(row, name, databases[name]))
        settings.set_databases(connection, _key(row), _changed(databases, name, call))
        effect = _EFFECTS[verb]
        return Answer(running_operations.begun(connection, "sql", DATABASE_INSTANCE, row, effect))


def _new_name(call: Call, databases: Mapping[str, Any]) -> str:
    """The name that a new database is to have."""
    name = call.json().get("name")
    if not isinstance(name, str) or not 0 < len(name.encode()) <= _LONGEST or "/" in name:
        raise RefusedError(400, "Invalid request: Incorrect Value for database name., invalid")
    if name in databases:
        raise RefusedError(400, f'Invalid request: database "{name}" already exists., invalid')
    return name


def _changed(databases: Mapping[str, Mapping[str, str]], name: str, call: Call) -> dict[str, Mapping[str, str]]:
    """The databases after a write of one."""
    if call.verb == "DELETE":
        return {other: stated for other, stated in databases.items() if other != name}
    before = databases.get(name, {}) if call.verb == "PATCH" else {}
    stated = {member: str(value) for member, value in call.json().items() if member in _STATED and value}
    return {**databases, name: {**before, **stated}}


def _key(row: Row) -> str:
    """The instance as it is there now: another one of its name begins with no databases."""
    return f"{row.id} {row.created}"


def _first(row: Row) -> str:
    """The database that each instance begins with."""
    family = str(row.properties["database_version"]).partition("_")[0]
    return {"SQLSERVER": "master"}.get(family, family.lower())


def _body(row: Row, name: str, stated: Mapping[str, str]) -> dict[str, Any]:
    project, instance = row.properties["project"], row.properties["name"]
    return {
        "kind": "sql#database",
        "charset": "UTF8",
        "collation": "en_US.UTF8",
        **stated,
        "name": name,
        "instance": instance,
        "project": project,
        "selfLink": f"https://sqladmin.googleapis.com/v1/projects/{project}/instances/{instance}/databases/{name}",
    }
