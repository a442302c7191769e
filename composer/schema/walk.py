"""Walking Avro schemas: leaves with their annotations, and schemas without what is only ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.schema.names import full_name, named

Path = tuple[str | int, ...]

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
AVRO_ATTRIBUTES = frozenset(
    {
        "type",
        "name",
        "namespace",
        "aliases",
        "fields",
        "default",
        "symbols",
        "items",
        "values",
        "size",
        "logicalType",
        "precision",
        "scale",
        "order",
        "doc",
    }
)
"""Attributes that the Avro 1.11 specification gives a meaning; all others are annotations."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that holds no record: its dotted name (`address.city`), where it stands, and its annotation.

    `[]` after a name stands for the items of an array, `{}` for the values of a map. `deprecated` is that of the field,
    or of a record around it, as it is written.
    """

    name: str
    path: Path
    semantic: str | None
    deprecated: Any = None


def leaves(schema: Mapping[str, Any]) -> tuple[Leaf, ...]:
    """Every leaf of a record, in order of appearance. A record that is used twice or refers to itself counts once."""
    return tuple(_fields(schema, (), "", set(), None))


def _fields(record: Mapping[str, Any], path: Path, prefix: str, seen: set[int], above: Any) -> Iterator[Leaf]:
    fields = record.get("fields")
    if not isinstance(fields, list) or id(record) in seen:
        return
    seen.add(id(record))
    for index, field in enumerate(fields):
        if not isinstance(field, Mapping):
            continue
        here = (*path, "fields", index)
        name = f"{prefix}{field.get('name', '?')}"
        records = list(_records(field.get("type"), (*here, "type"), name))
        for inner, inner_path, inner_name in records:
            yield from _fields(inner, inner_path, f"{inner_name}.", seen, field.get("deprecated", above))
        if not records:
            semantic = field.get("semantic")
            known = semantic if isinstance(semantic, str) else None
            yield Leaf(name, here, known, field.get("deprecated", above))


@dataclass(frozen=True, slots=True)
class AnyField:
    """A field, whatever it holds: its dotted name as that of leaves, where it stands, and the fields of its record."""

    name: str
    path: Path
    field: Mapping[str, Any]
    beside: tuple[Mapping[str, Any], ...]


def every_field(schema: Mapping[str, Any]) -> Iterator[AnyField]:
    """Every field of a legal record schema, each before those inside it."""
    yield from _every(schema, (), "")


def _every(record: Mapping[str, Any], path: Path, prefix: str) -> Iterator[AnyField]:
    beside = tuple(record["fields"])
    for index, field in enumerate(beside):
        here, name = (*path, "fields", index), f"{prefix}{field['name']}"
        yield AnyField(name, here, field, beside)
        for inner, inner_path, inner_name in _records(field["type"], (*here, "type"), name):
            yield from _every(inner, inner_path, f"{inner_name}.")


def is_null(kind: Any) -> bool:
    """Whether a type is null, also where it is written as `{type: null}`."""
    while isinstance(kind, Mapping):
        kind = kind.get("type")
    return bool(kind == "null")


def holds_itself(schema: Mapping[str, Any]) -> str | None:
    """The dotted name of the first field that holds a record which it is in; None in a schema of finite depth. For
    legal schemas."""
    return _recurs(schema, "", "", ())


def _recurs(kind: Any, dotted: str, space: str, above: tuple[str, ...]) -> str | None:
    if isinstance(kind, str):
        return dotted if kind not in PRIMITIVES and full_name(kind, space) in above else None
    if isinstance(kind, list):
        return next(filter(None, (_recurs(branch, dotted, space, above) for branch in kind)), None)
    if "fields" in kind:
        full, inside = named(kind, space)
        prefix = f"{dotted}." if dotted else ""
        within = (
            _recurs(field["type"], f"{prefix}{field['name']}", inside, (*above, full)) for field in kind["fields"]
        )
        return next(filter(None, within), None)
    ending = {"array": "[]", "map": "{}"}.get(kind["type"] if isinstance(kind["type"], str) else "", "")
    inner = kind.get("items") or kind.get("values") or kind["type"]
    return _recurs(inner, dotted + ending, space, above)


def _records(kind: Any, path: Path, name: str) -> Iterator[tuple[Mapping[str, Any], Path, str]]:
    """Record definitions directly inside a type: itself, or below unions, arrays and maps."""
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from _records(branch, (*path, index), name)
    elif isinstance(kind, Mapping):
        match kind.get("type"):
            case "record":
                yield kind, path, name
            case "array":
                yield from _records(kind.get("items"), (*path, "items"), f"{name}[]")
            case "map":
                yield from _records(kind.get("values"), (*path, "values"), f"{name}{{}}")
            case Mapping() | list() as inner:
                yield from _records(inner, (*path, "type"), name)


def without_annotations(schema: Any, drop: frozenset[str] = frozenset()) -> Any:
    """The schema with Avro's own attributes only, less those in `drop`; defaults are left as they are."""
    return only(schema, AVRO_ATTRIBUTES - drop)


def only(schema: Any, kept: frozenset[str]) -> Any:
    """The schema with these attributes only."""
    # every released version of every Event Type comes through here: exact types first, names without a call
    kind = type(schema)
    if kind is str:
        return schema
    if kind is list:
        return [branch if type(branch) is str else only(branch, kept) for branch in schema]
    if kind is dict or isinstance(schema, Mapping):
        return {
            key: only(value, kept) if key in _INSIDE and type(value) is not str else value
            for key, value in schema.items()
            if key in kept
        }
    return schema


_INSIDE = frozenset({"type", "items", "values", "fields"})
