"""Whether a schema is legal Avro 1.12, said with the place of every mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from composer.schema.avro_names import full_name, named, short_name
from composer.schema.legal import ALL, COMPLEX, LETTERS, MAX_PATH, NAME, NamedTypes, SchemaProblem, Sound, name_hint
from composer.schema.record_fields import record_fields
from composer.schema.walk import PRIMITIVES, Path
from composer.schema.written_types import (
    aliases_of,
    branch_name,
    enum_parts,
    logical_type,
    nearest_type,
    text_problems,
    written_alone,
)

MOST_PROBLEMS = 500
"""Of one schema that make it illegal: what follows is not looked for."""


def problems(schema: Any, sound: Sound | None = None) -> tuple[SchemaProblem, ...]:
    """Everything wrong with a schema, what is `legal` included. Never raises, whatever it is given.

    `sound`: what was found sound in other versions, if they are judged one after the other; it is added to.
    """
    try:
        return tuple(_first(_type(schema, (), "", NamedTypes({} if sound is None else sound))))
    except RecursionError:  # a default may be as deep as its author likes
        return (SchemaProblem("ET306", (), "a default in this schema is nested too deeply", "keep fewer levels"),)


def _first(all_problems: Iterator[SchemaProblem]) -> Iterator[SchemaProblem]:
    illegal = 0
    for one in all_problems:
        yield one
        illegal += not one.legal
        if illegal >= MOST_PROBLEMS:
            return


def illegal(schema: Any, sound: Sound | None = None) -> tuple[SchemaProblem, ...]:
    """Everything that makes a schema illegal; empty for a legal one. Never raises, whatever it is given."""
    return tuple(one for one in problems(schema, sound) if not one.legal)


def _type(kind: Any, path: Path, namespace: str, named_types: NamedTypes) -> Iterator[SchemaProblem]:
    if len(path) > MAX_PATH:
        yield SchemaProblem("ET306", path, "this is nested too deeply", "name the inner types, or keep fewer levels")
    elif isinstance(kind, str) and kind in COMPLEX and full_name(kind, namespace) not in named_types:
        yield SchemaProblem("ET301", path, *written_alone(kind, {}))
    elif isinstance(kind, str):
        if kind not in PRIMITIVES and full_name(kind, namespace) not in named_types:
            yield SchemaProblem(
                "ET301", path, f"`{kind}` is no type of Avro and no type named before", nearest_type(kind)
            )
    elif isinstance(kind, list):
        yield from _union(kind, path, namespace, named_types)
    elif isinstance(kind, Mapping):
        yield from _mapping(kind, path, namespace, named_types)
    else:
        nothing = "nothing stands here, which is no type: `null` without quotes is nothing, too"
        message = nothing if kind is None else "a type is a name, a list of alternatives, or a mapping with `type`"
        hint = 'write `"null"` in quotes, or the type that is meant' if kind is None else f"types are {ALL}"
        yield SchemaProblem("ET301", path, message, hint)


def _union(branches: list[Any], path: Path, namespace: str, named_types: NamedTypes) -> Iterator[SchemaProblem]:
    if not branches:
        yield SchemaProblem("ET303", path, "a union needs at least one type", 'list its types: `["null", string]`')
    seen: dict[str, int] = {}
    for index, branch in enumerate(branches):
        here = (*path, index)
        if isinstance(branch, list):
            yield SchemaProblem("ET303", here, "a union inside a union", "list all its types in one union")
            continue
        yield from _type(branch, here, namespace, named_types)
        name = branch_name(branch, namespace)
        if name in seen:
            yield SchemaProblem("ET303", here, f"`{name}` is in this union twice", "readers could not tell them apart")
        seen.setdefault(name, index)


def _mapping(kind: Mapping[str, Any], path: Path, namespace: str, named_types: NamedTypes) -> Iterator[SchemaProblem]:
    inner = kind.get("type")
    match inner:
        case "record" | "enum" | "fixed":
            yield from _named(kind, path, namespace, named_types)
        case "array" | "map":
            part = "items" if inner == "array" else "values"
            if part in kind:
                yield from _type(kind[part], (*path, part), namespace, named_types)
            else:
                yield SchemaProblem("ET306", path, f"this {inner} does not say what its {part} are", f"add `{part}:`")
        case None:
            yield SchemaProblem("ET306", path, "this type does not say what it is", "add `type:`")
        case Mapping() | list():
            # no reader of Avro takes it: a `type` beside which nothing else stands is no type
            message = "the `type` of a type is a name, not another type written out"
            yield SchemaProblem("ET306", (*path, "type"), message, "write the inner type alone")
            yield from _type(inner, (*path, "type"), namespace, named_types)
        case _:
            yield from _type(inner, (*path, "type"), namespace, named_types)
    yield from logical_type(kind, path)


def _named(kind: Mapping[str, Any], path: Path, namespace: str, named_types: NamedTypes) -> Iterator[SchemaProblem]:
    name, what = kind.get("name"), kind["type"]
    if not isinstance(name, str) or not all(NAME.match(part) for part in name.split(".")):
        missing = f"add `name:` with a name of its own: {LETTERS}"
        hint = missing if name is None else name_hint(name)
        yield SchemaProblem("ET302", (*path, "name"), f"this {what} has no legal name", hint)
        name = "?"
    own = kind.get("namespace")
    legal = isinstance(own, str) and (own == "" or all(NAME.match(part) for part in own.split(".")))
    if own is not None and not legal:
        yield SchemaProblem(
            "ET302", (*path, "namespace"), "a namespace is names joined by dots", "for example com.example.shop"
        )
    full, space = named({"name": name, "namespace": own if legal else None}, namespace)
    yield from aliases_of(kind, path, dotted=True)
    yield from text_problems(kind, path)
    if full in named_types:
        yield SchemaProblem(
            "ET302", (*path, "name"), f"`{full}` is defined twice", "write its name alone where it is used again"
        )
    elif short_name(name) in PRIMITIVES:
        yield SchemaProblem(
            "ET302", (*path, "name"), f"`{short_name(name)}` is the name of a type of Avro", "rename it"
        )
    named_types[full] = kind, space
    match what:
        case "record":
            yield from record_fields(kind, path, space, named_types, named_types.sound.setdefault(full, {}), _type)
        case "enum":
            yield from enum_parts(kind, path)
        case _:
            size = kind.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                yield SchemaProblem(
                    "ET306", path, "a fixed type needs a `size`: bytes, as a whole number", "for example `size: 16`"
                )
