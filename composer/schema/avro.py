"""Whether a schema is legal Avro 1.11, said with the place of every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from composer.schema.defaults import default_problem
from composer.schema.walk import PRIMITIVES, Path

CODES = {
    "ET301": "A type in a schema must be one that Avro has, or one that was named before.",
    "ET302": "Names in a schema are legal, and each is given once.",
    "ET303": "A union lists different types, without a union inside it.",
    "ET304": "The default of a field fits its type.",
    "ET305": "A logical type stands on a type that can carry it.",
    "ET306": "Parts of a type that Avro demands are there: symbols, items, values, size, fields.",
}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
COMPLEX = ("record", "enum", "array", "map", "fixed")
LOGICAL = {
    "date": {"int"},
    "time-millis": {"int"},
    "time-micros": {"long"},
    "timestamp-millis": {"long"},
    "timestamp-micros": {"long"},
    "local-timestamp-millis": {"long"},
    "local-timestamp-micros": {"long"},
    "uuid": {"string"},
    "decimal": {"bytes", "fixed"},
    "duration": {"fixed"},
}
"""Logical types of Avro 1.11 and the types that carry them."""


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """A mistake in a schema: a code of CODES, the path inside the schema, words and a hint."""

    code: str
    path: Path
    message: str
    hint: str = ""


@dataclass(slots=True)
class _Names:
    """Named types seen so far: full name → definition. `namespace` is that of the enclosing type."""

    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @staticmethod
    def full(name: str, namespace: str) -> str:
        return name if "." in name or not namespace else f"{namespace}.{name}"


def problems(schema: Any) -> tuple[SchemaProblem, ...]:
    """Everything that makes a schema illegal; empty for a legal one. Never raises, whatever it is given."""
    return tuple(_type(schema, (), "", _Names()))


def _type(kind: Any, path: Path, namespace: str, names: _Names) -> Iterator[SchemaProblem]:
    if isinstance(kind, str):
        if kind not in PRIMITIVES and _Names.full(kind, namespace) not in names.known:
            yield SchemaProblem("ET301", path, f"`{kind}` is no type of Avro and no type named before", _nearest(kind))
    elif isinstance(kind, list):
        yield from _union(kind, path, namespace, names)
    elif isinstance(kind, Mapping):
        yield from _mapping(kind, path, namespace, names)
    else:
        yield SchemaProblem("ET301", path, "a type is a name, a list of alternatives, or a mapping with `type`")


def _nearest(kind: str) -> str:
    import difflib  # noqa: PLC0415 - only for mistakes

    aliases = {"integer": "int", "bigint": "long", "number": "double", "bool": "boolean", "str": "string"}
    aliases |= {"text": "string", "timestamp": "long", "datetime": "long", "date": "int", "object": "record"}
    near = aliases.get(kind.lower()) or next(iter(difflib.get_close_matches(kind, [*PRIMITIVES, *COMPLEX], n=1)), "")
    if kind in LOGICAL or kind in {"timestamp", "datetime"}:
        logical = kind if kind in LOGICAL else "timestamp-millis"
        carrier = min(LOGICAL[logical])
        return f"write `{{type: {carrier}, logicalType: {logical}}}`"
    return f"did you mean `{near}`?" if near else f"types are {', '.join(sorted(PRIMITIVES))}, {', '.join(COMPLEX)}"


def _union(branches: list[Any], path: Path, namespace: str, names: _Names) -> Iterator[SchemaProblem]:
    if not branches:
        yield SchemaProblem("ET303", path, "a union needs at least one type")
    seen: dict[str, int] = {}
    for index, branch in enumerate(branches):
        here = (*path, index)
        if isinstance(branch, list):
            yield SchemaProblem("ET303", here, "a union inside a union", "list all its types in one union")
            continue
        yield from _type(branch, here, namespace, names)
        name = branch_name(branch, namespace)
        if name in seen:
            yield SchemaProblem("ET303", here, f"`{name}` is in this union twice", "readers could not tell them apart")
        seen.setdefault(name, index)


def branch_name(branch: Any, namespace: str) -> str:
    """What tells a branch of a union apart from the others: the full name of named types, else the type."""
    if isinstance(branch, str):
        return branch if branch in PRIMITIVES else _Names.full(branch, namespace)
    if not isinstance(branch, Mapping):
        return repr(branch)
    kind = branch.get("type")
    if kind in {"record", "enum", "fixed"} and isinstance(branch.get("name"), str):
        return _Names.full(branch["name"], str(branch.get("namespace", namespace)))
    return kind if isinstance(kind, str) else branch_name(kind, namespace)


def _mapping(kind: Mapping[str, Any], path: Path, namespace: str, names: _Names) -> Iterator[SchemaProblem]:
    inner = kind.get("type")
    match inner:
        case "record" | "enum" | "fixed":
            yield from _named(kind, path, namespace, names)
        case "array" | "map":
            part = "items" if inner == "array" else "values"
            if part in kind:
                yield from _type(kind[part], (*path, part), namespace, names)
            else:
                yield SchemaProblem("ET306", path, f"this {inner} does not say what its {part} are", f"add `{part}:`")
        case None:
            yield SchemaProblem("ET306", path, "this type does not say what it is", "add `type:`")
        case _:
            yield from _type(inner, (*path, "type"), namespace, names)
    yield from _logical(kind, path)


def _named(kind: Mapping[str, Any], path: Path, namespace: str, names: _Names) -> Iterator[SchemaProblem]:
    name, what = kind.get("name"), kind["type"]
    if not isinstance(name, str) or not all(NAME.match(part) for part in name.split(".")):
        yield SchemaProblem("ET302", (*path, "name"), f"this {what} has no legal name", "letters, digits and _")
        name = "?"
    own = kind.get("namespace")
    if own is not None and not (isinstance(own, str) and all(NAME.match(part) for part in own.split("."))):
        yield SchemaProblem("ET302", (*path, "namespace"), "a namespace is names joined by dots")
        own = None
    space = name.rpartition(".")[0] if "." in name else (own if own is not None else namespace)
    full = _Names.full(name, space)
    if full in names.known:
        yield SchemaProblem(
            "ET302", (*path, "name"), f"`{full}` is defined twice", "write its name alone where it is used again"
        )
    elif name in PRIMITIVES:
        yield SchemaProblem("ET302", (*path, "name"), f"`{name}` is the name of a type of Avro")
    names.known[full] = kind
    match what:
        case "record":
            yield from _record(kind, path, space, names)
        case "enum":
            yield from _enum(kind, path)
        case _:
            size = kind.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                yield SchemaProblem("ET306", path, "a fixed type needs a `size` of at least 1 byte")


def _record(kind: Mapping[str, Any], path: Path, namespace: str, names: _Names) -> Iterator[SchemaProblem]:
    fields = kind.get("fields")
    if not isinstance(fields, list):
        yield SchemaProblem("ET306", path, "a record needs a list of `fields`")
        return
    seen: set[str] = set()
    for index, item in enumerate(fields):
        here = (*path, "fields", index)
        if not isinstance(item, Mapping):
            yield SchemaProblem("ET306", here, "a field is a mapping with `name` and `type`")
            continue
        name = item.get("name")
        if not isinstance(name, str) or not NAME.match(name):
            yield SchemaProblem("ET302", (*here, "name"), "this field has no legal name", "letters, digits and _")
        elif name in seen:
            yield SchemaProblem("ET302", (*here, "name"), f"the field `{name}` is there twice")
        else:
            seen.add(name)
        if "type" not in item:
            yield SchemaProblem("ET306", here, f"the field `{name}` has no type", "add `type:`")
            continue
        found = list(_type(item["type"], (*here, "type"), namespace, names))
        yield from found
        if "default" in item and not found:
            wrong = default_problem(item["default"], item["type"], namespace, names.known)
            if wrong:
                yield SchemaProblem("ET304", (*here, "default"), f"the default of `{name}`: {wrong}")


def _enum(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    symbols = kind.get("symbols")
    if not isinstance(symbols, list) or not symbols:
        yield SchemaProblem("ET306", path, "an enum needs a list of `symbols`")
        return
    seen: set[str] = set()
    for index, symbol in enumerate(symbols):
        if not isinstance(symbol, str) or not NAME.match(symbol):
            yield SchemaProblem(
                "ET302", (*path, "symbols", index), f"`{symbol}` is no legal symbol", "letters, digits and _"
            )
        elif symbol in seen:
            yield SchemaProblem("ET302", (*path, "symbols", index), f"the symbol `{symbol}` is there twice")
        else:
            seen.add(symbol)
    if "default" in kind and kind["default"] not in symbols:
        yield SchemaProblem("ET304", (*path, "default"), f"`{kind['default']}` is none of the symbols")


def _logical(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    logical = kind.get("logicalType")
    if logical is None:
        return
    here = (*path, "logicalType")
    carriers = LOGICAL.get(logical) if isinstance(logical, str) else None
    if carriers is None:
        yield SchemaProblem("ET305", here, f"Avro has no logical type `{logical}`", f"it has {', '.join(LOGICAL)}")
    elif kind.get("type") not in carriers:
        yield SchemaProblem("ET305", here, f"`{logical}` stands on {' or '.join(sorted(carriers))}")
    elif logical == "decimal":
        precision, scale = kind.get("precision"), kind.get("scale", 0)
        if not isinstance(precision, int) or isinstance(precision, bool) or precision < 1:
            yield SchemaProblem("ET305", here, "a decimal needs a `precision` of at least 1")
        elif not isinstance(scale, int) or isinstance(scale, bool) or not 0 <= scale <= precision:
            yield SchemaProblem("ET305", here, "the `scale` of a decimal lies between 0 and its precision")
    elif logical == "duration" and kind.get("size") != 12:
        yield SchemaProblem("ET305", here, "a duration is a fixed type of 12 bytes")
