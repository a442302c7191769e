"""Changes behind the engine's back: what a person with console access does, for trying out drift."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.unknown_values import camel
from composer.localcloud import activity, cloud_database, computed
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    from composer.kinds.kind import Kind
    from composer.kinds.property import Property
    from composer.localcloud.cloud import Cloud


SOMEBODY = "somebody@example.com"
"""Who did it, where nobody is named."""


class TamperError(Exception):
    """What was asked for makes no sense; the message says why and what would."""


def find(cloud: Cloud, object_id: str) -> tuple[Kind, cloud_database.Row]:
    """The object with this id, whatever its kind."""
    with cloud.store.reading() as connection:
        rows = [row for row in cloud_database.load_all(connection) if row.id == object_id]
        if not rows:
            near = [row.id for row in cloud_database.load_all(connection) if object_id in row.id][:3]
    if not rows:
        hint = f" Did you mean {', '.join(near)}?" if near else " 'composer local list' shows what there is."
        raise TamperError(f"there is no object with the id {object_id}.{hint}")
    return cloud.kinds[rows[0].kind], rows[0]


def change(cloud: Cloud, object_id: str, path: str, text: str, by: str = SOMEBODY) -> Any:
    """Set one property of a live object, and return what it was. `text` is JSON, or else a plain text. The log of admin
    activity names who it was `by`."""
    kind, row = find(cloud, object_id)
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = text
    names, rules = _resolved_path(kind, path.split("."))
    rule = rules[-1]
    if rule is not None and rule.type in {"json", "string"} and not isinstance(value, str | None):
        value = text
    container = _CONTAINERS.get(rule.type) if rule is not None else None
    if container is not None and value is not None and not isinstance(value, container[0]):
        raise TamperError(f"'{path}' is {container[1]}: write it as JSON, or name one of its members.")
    properties = json.loads(json.dumps(row.properties))
    level: Any = properties
    for name, inside in zip(names[:-1], rules[:-1], strict=True):
        if isinstance(level, list):
            level = level[_index(level, name, path)]
        else:
            level = level.setdefault(name, [] if inside is not None and inside.type == "list" else {})
    last: Any = _index(level, names[-1], path) if isinstance(level, list) else names[-1]
    before = level[last] if isinstance(level, list) else level.get(last)
    level[last] = value
    if path in {"content", "labels"} or names[0] in {"content", "labels"}:
        properties = computed.with_computed(kind, properties, {"id": row.id, "created": row.created})
    with cloud.store.writing() as connection:
        cloud_database.save(connection, replace(row, properties=properties, updated=computed.now()))
    activity.record(cloud.store, kind, row.properties, row.id, "update", by, _project(cloud, row))
    return before


def grant(cloud: Cloud, object_id: str, role: str, member: str, by: str = SOMEBODY) -> None:
    """Grant a role on a live object; on a project, where there is no object of that name."""
    try:
        holder, row = find(cloud, object_id)
    except TamperError:
        if "/" in object_id:
            raise
        kind, project = PROJECT_IAM_MEMBER, object_id
        values = {"project": project, "role": role, "member": member}
    else:
        kinds = [one for one in cloud.kinds.values() if one.rest.policy and one.parents]
        granting = next((one for one in kinds if one.parents[0].kind == holder.token), None)
        if granting is None:
            raise TamperError(f"a {holder.name} has no policy: nothing can be granted on it.")
        kind, project = granting, _project(cloud, row)
        values = {kind.parents[0].property: row.id, "role": role, "member": member}
        values |= {"project": project} if "project" in kind.properties else {}
    try:
        made = cloud.create(kind, values)
    except RefusedError as refused:
        raise TamperError(f"that cannot be granted: {refused.message}") from refused
    activity.record(cloud.store, kind, values, made.id, "setIamPolicy", by, project)


def _project(cloud: Cloud, row: cloud_database.Row) -> str:
    """The project of an object or, where it has none itself, of what it is in."""
    own = cloud_database.project_of(row)
    if own:
        return own
    with cloud.store.reading() as connection:
        query = "SELECT parent_kind, parent_id FROM links WHERE kind = ? AND id = ?"
        parents = (cloud_database.load(connection, *one) for one in connection.execute(query, (row.kind, row.id)))
        return next((cloud_database.project_of(one) for one in parents if one is not None), "")


_CONTAINERS: dict[str, tuple[type, str]] = {
    "object": (dict, "an object"),
    "map": (dict, "an object"),
    "list": (list, "a list"),
}


def _index(level: list[Any], step: str, path: str) -> int:
    """The place in a list that a step of a path names."""
    if not step.isdecimal() or int(step) >= len(level):
        there = f"0 to {len(level) - 1}" if level else "none, the list is empty"
        raise TamperError(f"'{step}' in '{path}' is no place in the list. There are: {there}.")
    return int(step)


def delete(cloud: Cloud, object_id: str, by: str = SOMEBODY) -> None:
    """Delete a live object together with what stands in it."""
    kind, row = find(cloud, object_id)
    project = _project(cloud, row)
    anything = {parent.unless: True for other in cloud.kinds.values() for parent in other.parents}
    with cloud.store.writing() as connection:
        cloud.remove(connection, kind, row, anything)
    activity.record(cloud.store, kind, row.properties, row.id, "delete", by, project)


def _resolved_path(kind: Kind, path: list[str]) -> tuple[list[str], list[Property | None]]:
    """The path in snake_case, checked against the kind's table, and at each step the rule of what is there."""
    names: list[str] = []
    rules: list[Property | None] = []
    level = kind.properties
    rule: Property | None = None
    for step in path:
        if rule is not None and rule.type not in _CONTAINERS:
            raise TamperError(f"'{'.'.join(names)}' is a single value, there is nothing inside it.")
        if rule is not None and rule.type != "object":
            names.append(step)
            rule = rule.items
        else:
            property_name = next((name for name in level if step in {name, camel(name)}), None)
            if property_name is None:
                raise TamperError(f"{kind.name}s have no property '{step}'. There are: {', '.join(sorted(level))}.")
            names.append(property_name)
            rule = level[property_name]
        rules.append(rule)
        level = rule.properties if rule is not None else {}
    return names, rules
