"""Changes behind the engine's back: what a person with console access does, for trying out drift."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.values import camel
from composer.localcloud import computed, store

if TYPE_CHECKING:
    from composer.kinds.kind import Kind, Property
    from composer.localcloud.cloud import Cloud


class TamperError(Exception):
    """What was asked for makes no sense; the message says why and what would."""


def find(cloud: Cloud, object_id: str) -> tuple[Kind, store.Row]:
    """The object with this id, whatever its kind."""
    with cloud.store.reading() as connection:
        rows = [row for row in store.load_all(connection) if row.id == object_id]
        if not rows:
            near = [row.id for row in store.load_all(connection) if object_id in row.id][:3]
    if not rows:
        hint = f" Did you mean {', '.join(near)}?" if near else " 'composer local list' shows what there is."
        raise TamperError(f"there is no object with the id {object_id}.{hint}")
    return cloud.kinds[rows[0].kind], rows[0]


def change(cloud: Cloud, object_id: str, path: str, text: str) -> Any:
    """Set one property of a live object, and return what it was. `text` is JSON, or else a plain text."""
    kind, row = find(cloud, object_id)
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = text
    names = _known(kind, path.split("."))
    properties = json.loads(json.dumps(row.properties))
    if kind.properties[names[0]].type in {"json", "string"} and not isinstance(value, str):
        value = text
    level: Any = properties
    for name in names[:-1]:
        level = level[int(name)] if isinstance(level, list) else level.setdefault(name, {})
    last: Any = int(names[-1]) if isinstance(level, list) else names[-1]
    before = level[last] if isinstance(level, list) else level.get(last)
    level[last] = value
    if path in {"content", "labels"} or names[0] in {"content", "labels"}:
        properties = computed.with_computed(kind, properties, {"id": row.id, "created": row.created})
    with cloud.store.writing() as connection:
        store.save(connection, replace(row, properties=properties, updated=computed.now()))
    return before


def delete(cloud: Cloud, object_id: str) -> None:
    """Delete a live object together with what stands in it."""
    kind, row = find(cloud, object_id)
    anything = {parent.unless: True for other in cloud.kinds.values() for parent in other.parents}
    with cloud.store.writing() as connection:
        cloud.remove(connection, kind, row, anything)


def _known(kind: Kind, path: list[str]) -> list[str]:
    """The path in snake_case, checked against the kind's table."""
    names: list[str] = []
    level = kind.properties
    rule: Property | None = None
    for step in path:
        if rule is not None and rule.type != "object":
            names.append(step)
            rule = rule.items
        else:
            found = next((name for name in level if step in {name, camel(name)}), None)
            if found is None:
                raise TamperError(f"{kind.noun}s have no property '{step}'. There are: {', '.join(sorted(level))}.")
            names.append(found)
            rule = level[found]
        level = rule.properties if rule is not None else {}
    return names
