"""Parents and children: what must exist, what forbids a deletion, what a deletion does to those that stay."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from composer.kinds.id_template import fill, relative
from composer.kinds.live_rules import Link
from composer.kinds.unknown_values import values_at
from composer.localcloud import cloud_database
from composer.localcloud.refusal import RefusedError, not_found

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind, Parent


class Child(NamedTuple):
    """An object that names the one in question."""

    kind: str
    id: str


def find(
    connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> list[Link]:
    """The parents these values name. Raises RefusedError for one that is not there."""
    links: list[Link] = []
    for parent in kind.parents:
        for value in values_at(_opened(kind, parent, values), tuple(parent.property.split("."))):
            if not isinstance(value, str) or value in {parent.orphaned, ""}:
                continue
            template_values = values
            if parent.match:
                inside = re.search(parent.match, value)
                if inside is None:
                    continue
                value = inside[1]  # noqa: PLW2901 - the name in the text
                template_values = {**values, **inside.groupdict()}
            parent_id = parent_id_of(parent, kind, value, template_values, kinds)
            row = cloud_database.load(connection, parent.kind, parent_id)
            if row is None:
                if parent.optional:
                    continue
                name = parent_id.rpartition("/")[2]
                template_values = {**values, "name": name, "id": parent_id}
                raise not_found(kinds[parent.kind], template_values)
            if parent.forbids and row.properties.get(parent.forbids) is not None:
                raise RefusedError(400, f"{parent.refusal_message(parent_id)}, invalid")
            links.append(Link(parent.property, parent.kind, parent_id))
    return links


def parent_id_of(parent: Parent, kind: Kind, value: str, values: Mapping[str, Any], kinds: Mapping[str, Kind]) -> str:
    """The id of the parent that a value names."""
    if kinds[parent.kind].id == "{name}":
        return value.rpartition("/")[2]
    value = relative(value)
    if parent.id == "{}" or value.startswith("projects/"):
        return value
    return fill(parent.id.replace("{}", value), kind, values) or value


def _opened(kind: Kind, parent: Parent, values: Mapping[str, Any]) -> Mapping[str, Any]:
    first = parent.property.partition(".")[0]
    rule, value = kind.properties.get(first), values.get(first)
    if rule is not None and rule.type == "json" and isinstance(value, str):
        return {first: json.loads(value)}
    return values


def save(connection: sqlite3.Connection, row: cloud_database.Row, links: list[Link]) -> None:
    """Record the parents of an object anew."""
    connection.execute("DELETE FROM links WHERE kind = ? AND id = ?", (row.kind, row.id))
    connection.executemany(
        "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?)", [(row.kind, row.id, *link) for link in links]
    )


def children(
    connection: sqlite3.Connection, row: cloud_database.Row, kinds: Mapping[str, Kind]
) -> Iterator[tuple[Child, Parent]]:
    """Objects that name this one, with the rule under which they do."""
    rows = connection.execute(
        "SELECT kind, id, property FROM links WHERE parent_kind = ? AND parent_id = ? ORDER BY kind, id",
        (row.kind, row.id),
    ).fetchall()
    for kind, object_id, path in rows:
        for parent in kinds[kind].parents:
            if parent.property == path and parent.kind == row.kind:
                yield Child(kind, object_id), parent


def orphan(connection: sqlite3.Connection, child: Child, parent: Parent, parent_id: str) -> None:
    """Write what Google writes into a child's property when its parent goes."""
    row = cloud_database.load(connection, child.kind, child.id)
    if row is None:
        return
    first = parent.property.partition(".")[0]
    value = row.properties.get(first)
    if isinstance(value, str) and value[:1] in "[{":
        changed: Any = json.dumps(_replaced(json.loads(value), parent_id, parent.orphaned))
    else:
        changed = _replaced(value, parent_id, parent.orphaned)
    cloud_database.save(connection, replace(row, properties={**row.properties, first: changed}))
    connection.execute(
        "DELETE FROM links WHERE kind = ? AND id = ? AND property = ? AND parent_id = ?",
        (child.kind, child.id, parent.property, parent_id),
    )


def _replaced(value: Any, old: str, by: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, old, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, old, by) for inner in value if not (by == "-" and inner == old)]
    return by if value == old else value
