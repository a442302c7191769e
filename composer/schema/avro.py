"""Whether a schema is legal Avro 1.12, said with the place of every mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.documents.spelled import cut, spelled
from composer.documents.spelled import named as named_value
from composer.schema.alike import alike
from composer.schema.defaults import default_problem
from composer.schema.logical import LOGICAL, passed_over
from composer.schema.names import full_name, named, short_name
from composer.schema.walk import PRIMITIVES, Path

UNKNOWN = "ET310"
FIRST_BRANCH = "ET610"
CODES = {
    "ET301": "A type in a schema must be one that Avro has, or one that was named before.",
    "ET302": "Names in a schema are legal, and each is given once.",
    "ET303": "A union lists different types, without a union inside it.",
    "ET304": "The default of a field fits its type.",
    "ET305": "A logical type stands on a type that can carry it: readers pass over it elsewhere.",
    FIRST_BRANCH: "Pub/Sub reads Avro 1.11, where the default of a union is of its first type.",
    UNKNOWN: "A logical type that Avro has not is kept, and said: readers take the type underneath.",
    "ET306": "Parts of a type that Avro demands are there, in its form: symbols, items, values, size, fields, words.",
}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
MAX_PATH = 200
"""Keys and indexes down to the innermost type: some 60 records inside each other. No schema needs more, and every walk
over a legal schema may recurse."""
COMPLEX = ("record", "enum", "array", "map", "fixed")
PARTS = {
    "record": ("name", "fields"),
    "enum": ("name", "symbols"),
    "array": ("items",),
    "map": ("values",),
    "fixed": ("name", "size"),
}
"""What a complex type is written with."""
ORDERS = ("ascending", "descending", "ignore")


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """A mistake in a schema: a code of CODES, the path inside the schema, words and a hint.

    `legal`: the specification has readers pass over it, so that the schema can be read and written all the same.
    """

    code: str
    path: Path
    message: str
    hint: str = ""
    legal: bool = False


MOST_PROBLEMS = 500
"""Of one schema that make it illegal: what follows is not looked for."""
Sound = dict[str, dict[str, Mapping[str, Any]]]
"""Fields in which nothing was wrong in an earlier version, and that refer to nothing around them: full name of their
record → their name → the field."""


class Known(dict[str, tuple[Mapping[str, Any], str]]):
    """Named types seen so far: full name → definition, and the namespace that holds inside it."""

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self.sound = sound


def problems(schema: Any, sound: Sound | None = None) -> tuple[SchemaProblem, ...]:
    """Everything wrong with a schema, what is `legal` included. Never raises, whatever it is given.

    `sound`: what was found sound in other versions, if they are judged one after the other; it is added to.
    """
    try:
        return tuple(_first(_type(schema, (), "", Known({} if sound is None else sound))))
    except RecursionError:  # a default may be as deep as its author likes
        return (SchemaProblem("ET306", (), "a default in this schema is nested too deeply"),)


def _first(found: Iterator[SchemaProblem]) -> Iterator[SchemaProblem]:
    illegal = 0
    for one in found:
        yield one
        illegal += not one.legal
        if illegal >= MOST_PROBLEMS:
            return


def illegal(schema: Any, sound: Sound | None = None) -> tuple[SchemaProblem, ...]:
    """Everything that makes a schema illegal; empty for a legal one. Never raises, whatever it is given."""
    return tuple(one for one in problems(schema, sound) if not one.legal)


def _type(kind: Any, path: Path, namespace: str, known: Known) -> Iterator[SchemaProblem]:
    if len(path) > MAX_PATH:
        yield SchemaProblem("ET306", path, "this is nested too deeply", "name the inner types, or keep fewer levels")
    elif isinstance(kind, str) and kind in COMPLEX and full_name(kind, namespace) not in known:
        yield SchemaProblem("ET301", path, *_alone(kind, {}))
    elif isinstance(kind, str):
        if kind not in PRIMITIVES and full_name(kind, namespace) not in known:
            yield SchemaProblem("ET301", path, f"`{kind}` is no type of Avro and no type named before", _nearest(kind))
    elif isinstance(kind, list):
        yield from _union(kind, path, namespace, known)
    elif isinstance(kind, Mapping):
        yield from _mapping(kind, path, namespace, known)
    else:
        yield SchemaProblem("ET301", path, "a type is a name, a list of alternatives, or a mapping with `type`")


def _nearest(kind: str) -> str:
    import difflib  # noqa: PLC0415 - only for mistakes

    aliases = {"integer": "int", "bigint": "long", "number": "double", "bool": "boolean", "str": "string"}
    aliases |= {"text": "string", "timestamp": "long", "datetime": "long", "date": "int", "object": "record"}
    if kind == "error":
        return "an `error` is a record of protocols: write `type: record`"
    near = aliases.get(kind.lower()) or next(iter(difflib.get_close_matches(kind, [*PRIMITIVES, *COMPLEX], n=1)), "")
    if kind in LOGICAL or kind in {"timestamp", "datetime"}:
        logical = kind if kind in LOGICAL else "timestamp-millis"
        carrier = min(LOGICAL[logical])
        return f"write `{{type: {carrier}, logicalType: {logical}}}`"
    return f"did you mean `{near}`?" if near else f"types are {', '.join(sorted(PRIMITIVES))}, {', '.join(COMPLEX)}"


def _union(branches: list[Any], path: Path, namespace: str, known: Known) -> Iterator[SchemaProblem]:
    if not branches:
        yield SchemaProblem("ET303", path, "a union needs at least one type")
    seen: dict[str, int] = {}
    for index, branch in enumerate(branches):
        here = (*path, index)
        if isinstance(branch, list):
            yield SchemaProblem("ET303", here, "a union inside a union", "list all its types in one union")
            continue
        yield from _type(branch, here, namespace, known)
        name = branch_name(branch, namespace)
        if name in seen:
            yield SchemaProblem("ET303", here, f"`{name}` is in this union twice", "readers could not tell them apart")
        seen.setdefault(name, index)


def branch_name(branch: Any, namespace: str) -> str:
    """What tells a branch of a union apart from the others: the full name of named types, else the type."""
    if isinstance(branch, Mapping):
        kind = branch.get("type")
        if kind in ("record", "enum", "fixed") and isinstance(branch.get("name"), str):
            return named(branch, namespace)[0]
        branch = kind
    if isinstance(branch, str):
        return branch if branch in PRIMITIVES or branch in COMPLEX else full_name(branch, namespace)
    return spelled(branch)


def _mapping(kind: Mapping[str, Any], path: Path, namespace: str, known: Known) -> Iterator[SchemaProblem]:
    inner = kind.get("type")
    match inner:
        case "record" | "enum" | "fixed":
            yield from _named(kind, path, namespace, known)
        case "array" | "map":
            part = "items" if inner == "array" else "values"
            if part in kind:
                yield from _type(kind[part], (*path, part), namespace, known)
            else:
                yield SchemaProblem("ET306", path, f"this {inner} does not say what its {part} are", f"add `{part}:`")
        case None:
            yield SchemaProblem("ET306", path, "this type does not say what it is", "add `type:`")
        case Mapping() | list():
            # no reader of Avro takes it: a `type` beside which nothing else stands is no type
            words = "the `type` of a type is a name, not another type written out"
            yield SchemaProblem("ET306", (*path, "type"), words, "write the inner type alone")
            yield from _type(inner, (*path, "type"), namespace, known)
        case _:
            yield from _type(inner, (*path, "type"), namespace, known)
    yield from _logical(kind, path)


def _named(kind: Mapping[str, Any], path: Path, namespace: str, known: Known) -> Iterator[SchemaProblem]:
    name, what = kind.get("name"), kind["type"]
    if not isinstance(name, str) or not all(NAME.match(part) for part in name.split(".")):
        yield SchemaProblem("ET302", (*path, "name"), f"this {what} has no legal name", "letters, digits and _")
        name = "?"
    own = kind.get("namespace")
    legal = isinstance(own, str) and (own == "" or all(NAME.match(part) for part in own.split(".")))
    if own is not None and not legal:
        yield SchemaProblem("ET302", (*path, "namespace"), "a namespace is names joined by dots")
    full, space = named({"name": name, "namespace": own if legal else None}, namespace)
    yield from _aliases(kind, path, dotted=True)
    yield from _words(kind, path)
    if full in known:
        yield SchemaProblem(
            "ET302", (*path, "name"), f"`{full}` is defined twice", "write its name alone where it is used again"
        )
    elif short_name(name) in PRIMITIVES:
        yield SchemaProblem("ET302", (*path, "name"), f"`{short_name(name)}` is the name of a type of Avro")
    known[full] = kind, space
    match what:
        case "record":
            yield from _record(kind, path, space, known, known.sound.setdefault(full, {}))
        case "enum":
            yield from _enum(kind, path)
        case _:
            size = kind.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                yield SchemaProblem("ET306", path, "a fixed type needs a `size`: bytes, as a whole number")


def _aliases(kind: Mapping[str, Any], path: Path, *, dotted: bool) -> Iterator[SchemaProblem]:
    aliases = kind.get("aliases", [])
    if not isinstance(aliases, list):
        yield SchemaProblem("ET302", (*path, "aliases"), "`aliases` is a list of names")
        return
    for index, alias in enumerate(aliases):
        parts = alias.split(".") if dotted and isinstance(alias, str) else [alias]
        if not all(isinstance(part, str) and NAME.match(part) for part in parts):
            yield SchemaProblem(
                "ET302", (*path, "aliases", index), f"`{named_value(alias)}` is no name", "letters, digits and _"
            )


def _words(part: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    if not isinstance(part.get("doc", ""), str):
        yield SchemaProblem(
            "ET306", (*path, "doc"), f"`doc` is a text, and this is `{spelled(part['doc'])}`", "put it in quotes"
        )
    if part.get("order", ORDERS[0]) not in ORDERS:
        yield SchemaProblem("ET306", (*path, "order"), f"`order` is one of {', '.join(ORDERS)}")


def _record(
    kind: Mapping[str, Any], path: Path, namespace: str, known: Known, sound: dict[str, Mapping[str, Any]]
) -> Iterator[SchemaProblem]:
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
        before = sound.get(name) if type(name) is str and name not in seen else None
        if before is not None and alike(item, before):
            seen.add(item["name"])
            continue
        if _plainly_legal(item) and name not in seen:
            seen.add(item["name"])
            sound[item["name"]] = item
            continue
        fine = True
        for one in _field(item, here, namespace, known, seen):
            fine = False
            yield one
        if fine and len(path) < _FLAT and _holds_no_names(item["type"], _FLAT):
            sound[item["name"]] = item
    yield from _taken_aliases(fields, path, seen)


_FLAT = MAX_PATH // 4
"""Keys and indexes down to a field, and from there into its type, with which it is nested too deeply nowhere."""


def _holds_no_names(kind: Any, depth: int) -> bool:
    """Whether a legal type neither names a type nor is of one: then it is legal wherever it stands."""
    if depth == 0:
        return False
    if isinstance(kind, str):
        return kind in PRIMITIVES
    if isinstance(kind, list):
        return all(_holds_no_names(branch, depth - 1) for branch in kind)
    inner = kind["type"]
    if inner in ("array", "map"):
        return _holds_no_names(kind["items" if inner == "array" else "values"], depth - 1)
    return _holds_no_names(inner, depth - 1)


def _field(
    item: Mapping[str, Any], here: Path, namespace: str, known: Known, seen: set[str]
) -> Iterator[SchemaProblem]:
    name = item.get("name")
    if not isinstance(name, str) or not NAME.match(name):
        yield SchemaProblem("ET302", (*here, "name"), "this field has no legal name", "letters, digits and _")
    elif name in seen:
        yield SchemaProblem("ET302", (*here, "name"), f"the field `{name}` is there twice")
    else:
        seen.add(name)
    yield from _aliases(item, here, dotted=False)
    yield from _words(item, here)
    if "type" not in item:
        yield SchemaProblem("ET306", here, f"the field `{name}` has no type", "add `type:`")
        return
    if isinstance(item["type"], str) and item["type"] in COMPLEX:
        yield SchemaProblem("ET301", (*here, "type"), *_alone(item["type"], item))
        return
    found = list(_type(item["type"], (*here, "type"), namespace, known))
    yield from found
    if "default" in item and all(one.legal for one in found):
        wrong = default_problem(item["default"], item["type"], namespace, known)
        if wrong:
            hint = _fitting(item["default"], item["type"])
            yield SchemaProblem("ET304", (*here, "default"), f"the default of `{name}`: {wrong}", hint)
        else:
            yield from _of_first_branch(item, here, namespace, known)


def _taken_aliases(fields: list[Any], path: Path, names: set[str]) -> Iterator[SchemaProblem]:
    """Aliases that are names of other fields there: legal, and Avro reads what such a field wrote into the other."""
    for index, item in enumerate(fields):
        if type(item) is dict and "aliases" not in item:
            continue
        aliases = item.get("aliases") if isinstance(item, Mapping) else None
        for number, alias in enumerate(aliases if isinstance(aliases, list) else ()):
            if isinstance(alias, str) and alias in names and alias != item.get("name"):
                message = f"the alias `{alias}` is the name of a field that is there: it would be read as this one"
                here = (*path, "fields", index, "aliases", number)
                yield SchemaProblem("ET302", here, message, "drop the alias, or the field", legal=True)


def _fitting(default: Any, kind: Any) -> str:
    """What to write instead of a default that does not fit."""
    if default is None and isinstance(kind, str):
        return f'write `type: ["null", {kind}]` if it may be missing, or a default that is a {kind}, or leave it out'
    return "write a value of the type, or leave the default out"


def _alone(kind: str, item: Mapping[str, Any]) -> tuple[str, str]:
    """Words and a hint about a complex type that is written as if it were a name, its parts perhaps beside it."""
    parts = PARTS[kind]
    there = [part for part in parts if part in item]
    given = {part: cut(json.dumps(item[part], ensure_ascii=False).replace('"', "")) for part in there if part != "name"}
    written = ", ".join(f"{part}: {given.get(part, '…')}" for part in parts)
    message = f"`{kind}` is no type by itself: what it holds is written inside the type"
    if given:
        message += f", and {' and '.join(f'`{part}`' for part in given)} beside it says nothing"
    return message, f"write `type: {{type: {kind}, {written}}}`"


def _of_first_branch(field: Mapping[str, Any], path: Path, namespace: str, known: Known) -> Iterator[SchemaProblem]:
    """Avro 1.12 lets the default of a union be of any branch; Pub/Sub reads 1.11 ("Avro version 1.11 is supported"),
    whose parser refuses that."""
    kind, default = field["type"], field["default"]
    if not isinstance(kind, list) or not default_problem(default, kind[0], namespace, known):
        return
    words = f"the default of `{field['name']}`, `{spelled(default)}`, is not of the first type of the union"
    index = next(number for number, one in enumerate(kind) if not default_problem(default, one, namespace, known))
    message = f"{words}: Avro takes that since 1.12, and Pub/Sub reads 1.11"
    hint = f"put `{branch_name(kind[index], namespace)}` first in its type"
    yield SchemaProblem(FIRST_BRANCH, (*path, "type", index), message, hint, legal=True)


def _plainly_legal(field: Mapping[str, Any]) -> bool:
    """Whether this is one of the fields that most are: a primitive, or one that may be null and is so by default.

    Every released version of every Event Type is read on every run: these need no walk and no path.
    """
    name, kind = field.get("name"), field.get("type")
    if type(name) is not str or "aliases" in field or "order" in field or not NAME.match(name):
        return False
    if type(field.get("doc", "")) is not str:
        return False
    if type(kind) is str:
        return kind in PRIMITIVES and "default" not in field
    if type(kind) is not list or len(kind) != 2 or field.get("default") is not None:
        return False
    first, second = kind
    return first == "null" and type(second) is str and second != "null" and second in PRIMITIVES


def _enum(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    symbols = kind.get("symbols")
    if not isinstance(symbols, list) or not symbols:
        yield SchemaProblem("ET306", path, "an enum needs a list of `symbols`")
        return
    seen: set[str] = set()
    for index, symbol in enumerate(symbols):
        if not isinstance(symbol, str) or not NAME.match(symbol):
            yield SchemaProblem(
                "ET302",
                (*path, "symbols", index),
                f"`{named_value(symbol)}` is no legal symbol",
                "letters, digits and _",
            )
        elif symbol in seen:
            yield SchemaProblem("ET302", (*path, "symbols", index), f"the symbol `{symbol}` is there twice")
        else:
            seen.add(symbol)
    if "default" in kind and kind["default"] not in symbols:
        yield SchemaProblem("ET304", (*path, "default"), f"`{named_value(kind['default'])}` is none of the symbols")


def _logical(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    wrong = passed_over(kind)
    if wrong is not None:
        code = "ET305" if wrong.known else UNKNOWN
        yield SchemaProblem(code, (*path, "logicalType"), wrong.message, wrong.hint, legal=True)
