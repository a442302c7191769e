"""What a type says beside the types inside it: names, aliases, symbols, words, logical types; and how to write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from composer.documents.nearest import nearest
from composer.documents.spelling import named as named_value
from composer.documents.spelling import spelled
from composer.schema.avro_names import full_name, named
from composer.schema.legal import ALL, COMPLEX, NAME, ORDERS, PARTS, SchemaProblem, name_hint
from composer.schema.logical import LOGICAL, passed_over
from composer.schema.walk import PRIMITIVES, Path

_ELSEWHERE = re.compile(r"(\w+)\?|(?:list|array|set)<(\w+)>|(\w+)\[\]|\[\](\w+)", re.IGNORECASE)


def written_alone(kind: str, item: Mapping[str, Any]) -> tuple[str, str]:
    """Words and a hint about a complex type that is written as if it were a name, its parts perhaps beside it."""
    parts = PARTS[kind]
    there = [part for part in parts if part in item]
    given = {part: spelled(item[part]).replace('"', "") for part in there if part != "name"}
    written = ", ".join(f"{part}: {given.get(part, '…')}" for part in parts)
    message = f"`{kind}` is no type by itself: what it holds is written inside the type"
    if given:
        message += f", and {' and '.join(f'`{part}`' for part in given)} beside it says nothing"
    return message, f"write `type: {{type: {kind}, {written}}}`"


def nearest_type(kind: str) -> str:
    """A hint for a word that is no type: what may have been meant, or what there is."""
    aliases = {"integer": "int", "bigint": "long", "number": "double", "bool": "boolean", "str": "string"}
    aliases |= {"text": "string", "timestamp": "long", "datetime": "long", "date": "int", "object": "record"}
    if kind == "error":
        return "an `error` is a record of protocols: write `type: record`"
    written = _in_another_language(kind)
    if written:
        return f"write `{written}`"
    near = aliases.get(kind.lower()) or nearest(kind, [*PRIMITIVES, *COMPLEX])
    return f"did you mean `{near}`?" if near else f"types are {ALL}"


def _in_another_language(kind: str) -> str:
    """A type that is written as elsewhere, in Avro's words: `string?`, `list<string>`, `uuid`; or ""."""
    logical = {"timestamp": "timestamp-millis", "datetime": "timestamp-millis"}.get(kind.lower(), kind.lower())
    if logical in LOGICAL:
        carrier = "string" if "string" in LOGICAL[logical] else min(LOGICAL[logical])
        more = {"decimal": ", precision: 18, scale: 2", "duration": ", name: …, size: 12"}.get(logical, "")
        return f"{{type: {carrier}{more}, logicalType: {logical}}}"
    match = _ELSEWHERE.fullmatch(kind)
    inner = match and next(filter(None, match.groups()))
    if inner not in PRIMITIVES:
        return ""
    return f'["null", {inner}]' if kind.endswith("?") else f"{{type: array, items: {inner}}}"


def branch_name(branch: Any, namespace: str) -> str:
    """The name that tells a branch of a union apart from the others: the full name of named types, else the type."""
    if isinstance(branch, Mapping):
        kind = branch.get("type")
        if kind in ("record", "enum", "fixed") and isinstance(branch.get("name"), str):
            return named(branch, namespace)[0]
        branch = kind
    if isinstance(branch, str):
        return branch if branch in PRIMITIVES or branch in COMPLEX else full_name(branch, namespace)
    return spelled(branch)


def aliases_of(kind: Mapping[str, Any], path: Path, *, dotted: bool) -> Iterator[SchemaProblem]:
    """Mistakes in the aliases of a type or a field, which are names; `dotted`: those of types may have a namespace."""
    aliases = kind.get("aliases", [])
    if not isinstance(aliases, list):
        hint = f"put it in brackets: [{named_value(aliases)}]" if isinstance(aliases, str) else "for example [old_name]"
        yield SchemaProblem("ET302", (*path, "aliases"), "`aliases` is a list of names", hint)
        return
    for index, alias in enumerate(aliases):
        parts = alias.split(".") if dotted and isinstance(alias, str) else [alias]
        if not all(isinstance(part, str) and NAME.match(part) for part in parts):
            yield SchemaProblem(
                "ET302", (*path, "aliases", index), f"`{named_value(alias)}` is no name", name_hint(alias)
            )


def taken_aliases(fields: list[Any], path: Path, names: set[str]) -> Iterator[SchemaProblem]:
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


def text_problems(part: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    """Mistakes in the `doc` and the `order` of a type or a field."""
    if not isinstance(part.get("doc", ""), str):
        yield SchemaProblem(
            "ET306", (*path, "doc"), f"`doc` is a text, and this is `{spelled(part['doc'])}`", "put it in quotes"
        )
    if part.get("order", ORDERS[0]) not in ORDERS:
        yield SchemaProblem(
            "ET306", (*path, "order"), f"`order` is one of {', '.join(ORDERS)}", "write one of them, or leave it out"
        )


def enum_parts(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    """Mistakes in the symbols of an enum, which are names, each once, and in its default, which is one of them."""
    symbols = kind.get("symbols")
    if not isinstance(symbols, list) or not symbols:
        yield SchemaProblem("ET306", path, "an enum needs a list of `symbols`", "for example `symbols: [OPEN, CLOSED]`")
        return
    seen: set[str] = set()
    for index, symbol in enumerate(symbols):
        if isinstance(symbol, bool):
            message = f"a symbol is text, and `{spelled(symbol)}` without quotes is a truth value"
            yield SchemaProblem("ET302", (*path, "symbols", index), message, f'write "{spelled(symbol)}" in quotes')
        elif not isinstance(symbol, str) or not NAME.match(symbol):
            yield SchemaProblem(
                "ET302",
                (*path, "symbols", index),
                f"`{named_value(symbol)}` is no legal symbol",
                name_hint(symbol),
            )
        elif symbol in seen:
            yield SchemaProblem(
                "ET302", (*path, "symbols", index), f"the symbol `{symbol}` is there twice", "remove one"
            )
        else:
            seen.add(symbol)
    if "default" in kind and kind["default"] not in symbols:
        message = f"`{named_value(kind['default'])}` is none of the symbols"
        hint = f"write one of them, such as `{named_value(symbols[0])}`, or add it to them"
        yield SchemaProblem("ET304", (*path, "default"), message, hint)


def logical_type(kind: Mapping[str, Any], path: Path) -> Iterator[SchemaProblem]:
    """The mistake for which readers pass over a logical type: it is legal, and said."""
    wrong = passed_over(kind)
    if wrong is not None:
        code = "ET305" if wrong.known else "ET310"
        yield SchemaProblem(code, (*path, "logicalType"), wrong.message, wrong.hint, legal=True)
