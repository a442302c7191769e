"""Changes behind the composer's back, of any property that a graph sets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.formats import seconds
from composer.kinds.id_template import holes
from composer.localcloud import cloud_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds import Kind, Property
    from composer.localcloud.cloud import Cloud


def names_of(kind: Kind) -> set[str]:
    """Properties that say which object it is: another value is another object."""
    return {*(hole.partition(".")[0] for hole in holes(kind.id)), kind.identified_by.partition(".")[0], "type"}


def settable(kind: Kind, inputs: Mapping[str, Any]) -> Iterator[str]:
    """The properties of a graph's inputs that can be tampered with, and seen."""
    for name in inputs:
        rule = kind.properties[name]
        shown = {kind.rest.writes.media, *(by for by, _ in kind.rest.writes.shown.values())}
        if name not in names_of(kind) and (rule.api != "" or name in shown) and not (rule.computed or rule.sensitive):
            yield name


def other(rule: Property, value: Any, wanted: Any) -> Any:
    """Another value of a property, of the same form; of what is inside it, of something that is `wanted` so."""
    if rule.type == "boolean":
        return not value
    if rule.type in {"integer", "number"}:
        return value + 1
    if rule.type == "map":
        return {**value, "tampered": "yes"}
    if rule.type == "json":
        document = json.loads(value)
        return json.dumps(
            {**document, "tampered": "yes"}
            if isinstance(document, dict)
            else [*document, {"name": "tampered", "type": "STRING", "mode": "NULLABLE"}]
        )
    if rule.type == "list" and rule.items is not None:
        return [other(rule.items, value[0], wanted[0] if wanted else None), *value[1:]] if value else ["tampered"]
    if rule.type == "object":
        for name, inner in rule.properties.items():
            set_by_graph = value.get(name) is not None and (wanted or {}).get(name) is not None
            if set_by_graph and inner.api != "" and not inner.computed:
                return {**value, name: other(inner, value[name], wanted[name])}
        return value
    length = seconds(value) if rule.format == "duration" else None
    return f"{int(length) + 7}s" if length is not None else f"{value}x"


def something(rule: Property) -> Any:
    """A value of a property that nobody stated, other than what leaving it out means; None where there is none, or the
    server chooses."""
    chosen = (
        rule.computed or rule.optional_computed or rule.sensitive or rule.api in {"", "*"} or rule.unset is not None
    )
    value = None if chosen or rule.full_name else _something(rule)
    return None if value in ({}, rule.default) else value


def _something(rule: Property, *, whole: bool = False) -> Any:
    """A value of a property; in an object what is required, or else the first thing, or all of it (`whole`)."""
    if rule.type == "object":
        can = {name: inner for name, inner in rule.properties.items() if inner.api != "" and not inner.computed}
        needed = {name for name, inner in can.items() if inner.required} or {*list(can)[:1]}
        return {name: _something(can[name]) for name in can if whole or name in needed}
    if rule.type == "list":
        key = {rule.key: "tampered"} if rule.shape in {"keyed", "entries"} else None
        inside = "tampered" if rule.items is None else _something(rule.items, whole=rule.shape == "keyed")
        more = {"value": "tampered", **inside} if rule.shape == "entries" else inside
        return [{**more, **key} if key else inside]
    if rule.enum:
        return next((one for one in rule.enum if one not in {rule.default, ""}), None)
    if rule.type in {"integer", "number"}:
        return (rule.default or 0) + 7  # type: ignore[operator]
    plain = {"boolean": rule.default is not True or None, "map": {"tampered": "yes"}, "json": '{"a": 1}'}
    if rule.format == "duration":
        return "77s"
    return plain.get(rule.type, "tampered")


def rewrite(cloud: Cloud, token: str, object_id: str, changes: Mapping[str, Any]) -> None:
    """Write properties of an object; None takes one away."""
    with cloud.store.writing() as connection:
        row = cloud_database.load(connection, token, object_id)
        assert row is not None
        properties = {**row.properties, **changes}
        left = {name: value for name, value in properties.items() if value is not None}
        cloud_database.save(connection, replace(row, properties=left))


def live(cloud: Cloud, token: str, object_id: str) -> Mapping[str, Any]:
    row = cloud.read(KINDS[token], object_id)
    assert row is not None
    return row.properties


def remove(cloud: Cloud, token: str, object_id: str) -> None:
    """Take one object away, and nothing else."""
    with cloud.store.writing() as connection:
        connection.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (token, object_id))
        connection.execute("DELETE FROM links WHERE kind = ? AND id = ?", (token, object_id))
