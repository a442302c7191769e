"""Named types as code generators know them: one definition a full name, whatever the words and however it is written.

What counts is what a class made of it reads and writes: fields with their order, types, defaults and aliases, symbols,
sizes, logical types. What does not: `doc`, annotations, whether a name is written with its namespace or inside of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import full_name, named, type_aliases
from composer.schema.source_paths import named_types
from composer.schema.walk import PRIMITIVES, Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMED = ("record", "enum", "fixed")
_ASIDE = frozenset({"name", "namespace", "doc", "aliases", "fields", "type", "items", "values", "order"})
"""Attributes that say nothing, or that are taken over in a form of their own."""
_MOST = 3
"""Differences that are told."""


def digests(schema: Any) -> dict[str, str]:
    """The digest of every definition in a legal schema without annotations, by full name."""
    return {
        name: hashlib.sha256(json.dumps(_normal(kind, space), sort_keys=True).encode()).hexdigest()[:16]
        for name, kind, _path, space in named_types(schema)
    }


def place(schema: Any, name: str) -> Path:
    """The path to the type of this full name in a legal schema that defines it."""
    return next(path for full, _kind, path, _space in named_types(schema) if full == name)


def difference(name: str, here: Any, there: Any) -> str:
    """The difference between two legal schemas in one full name that both define."""
    one, other = (
        next(_normal(kind, space) for full, kind, _path, space in named_types(schema) if full == name)
        for schema in (here, there)
    )
    if one["type"] != other["type"]:
        return f"{one['type']} here, {other['type']} there"
    parts = list(_parts(one, other))
    more = f" and {len(parts) - _MOST} more" if len(parts) > _MOST else ""
    return ", ".join(parts[:_MOST]) + more


def _parts(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for part, noun in (("fields", "field"), ("symbols", "symbol")):
        ours, theirs = ({_key(item): item for item in side.get(part, ())} for side in (one, other))
        yield from (f"the {noun} `{key}` only here" for key in ours if key not in theirs)
        yield from (f"the {noun} `{key}` only there" for key in theirs if key not in ours)
        for key in (key for key in ours if key in theirs and ours[key] != theirs[key]):
            apart = _first_apart(ours[key], theirs[key])
            yield f"the {apart} of `{key}` differ{'' if apart == 'aliases' else 's'}"
        if ours.keys() == theirs.keys() and list(ours) != list(theirs):
            yield f"the {noun}s in another order"
    if one.get("size") != other.get("size"):
        yield f"{one['size']} bytes here, {other['size']} there"
    yield from (
        f"`{key}` differ{'' if key == 'aliases' else 's'}"
        for key in sorted({*one, *other} - {"fields", "symbols", "size"})
        if one.get(key) != other.get(key)
    )


def _key(item: Any) -> str:
    return str(item["name"]) if isinstance(item, dict) else str(item)


def _first_apart(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    apart = [key for key in ("type", "default", "order", "aliases") if ours.get(key, ...) != theirs.get(key, ...)]
    return apart[0] if apart else "definition"


def _normal(kind: Any, space: str) -> Any:
    """A type in the one form that stands for all ways to write it; a type named inside is its full name there."""
    if isinstance(kind, str):
        return kind if kind in PRIMITIVES else full_name(kind, space)
    if isinstance(kind, list):
        return [_inner(branch, space) for branch in kind]
    what, rest = kind["type"], {key: value for key, value in kind.items() if key not in _ASIDE}
    if what in _NAMED:
        inside = named(kind, space)[1]
        rest |= {"aliases": sorted(aliases)} if (aliases := type_aliases(kind, inside)) else {}
        rest |= {"fields": [_field(item, inside) for item in kind["fields"]]} if what == "record" else {}
    elif what in ("array", "map"):
        rest["of"] = _inner(kind["items" if what == "array" else "values"], space)
    else:
        inner = _inner(what, space)
        return {**rest, "type": inner} if rest else inner
    return {**rest, "type": what}


def _inner(kind: Any, space: str) -> Any:
    is_named = isinstance(kind, dict) and kind["type"] in _NAMED
    return named(kind, space)[0] if is_named else _normal(kind, space)


def _field(item: Mapping[str, Any], space: str) -> Mapping[str, Any]:
    canonical = {"name": item["name"], "type": _inner(item["type"], space)}
    canonical |= {"default": item["default"]} if "default" in item else {}
    canonical |= {"aliases": sorted(item["aliases"])} if item.get("aliases") else {}
    return canonical | ({"order": item["order"]} if item.get("order", "ascending") != "ascending" else {})
