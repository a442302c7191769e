"""Attributes of a schema that say nothing: misspelt, in the wrong place, or nobody's.

Avro takes any attribute, so nobody else would tell. One that is neither Avro's nor ours has a prefix of whoever reads
it (`x-`, `connect.`, `avro.java.`), so that it cannot be a misspelt one.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from composer.documents.spelling import named, spelled
from composer.schema.legal import PARTS, SchemaProblem
from composer.schema.walk import PRIMITIVES, is_null

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.schema.walk import Path

_WORDS = frozenset({"name", "namespace", "doc", "aliases", "type"})
"""Attributes that do no harm anywhere: words about what they stand at."""
_LOGICAL = frozenset({"logicalType", "precision", "scale"})
FIELD = frozenset({"name", "type", "doc", "default", "order", "aliases", "semantic", "deprecated"})
"""What is read of a field; the last two are ours."""
TYPE = {kind: _WORDS | frozenset(parts) for kind, parts in PARTS.items()}
TYPE["enum"] |= {"default"}
TYPE["fixed"] |= _LOGICAL
PLAIN = _WORDS | _LOGICAL
KNOWN_ATTRIBUTES = FIELD.union(*TYPE.values(), PLAIN)
PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]*[-.][A-Za-z0-9_.-]*[A-Za-z0-9_]")
_FAR = 0.72
"""How alike a key and a known one are (0 to 1) before it is taken for a misspelt one."""


def unread(schema: Any) -> Iterator[SchemaProblem]:
    """Every attribute that nobody reads where it stands. For any schema, legal or not."""
    yield from _type(schema, ())


def prefixed(schema: Any) -> Any:
    """The schema with the prefix `x-` for every attribute that is nobody's: what came from elsewhere keeps them."""
    if isinstance(schema, list):
        return [prefixed(branch) for branch in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        (key if key in KNOWN_ATTRIBUTES or PREFIX.fullmatch(key) else f"x-{re.sub(r'[^A-Za-z0-9_.-]', '_', key)}"): (
            prefixed(value) if key in {"type", "items", "values", "fields"} else value
        )
        for key, value in schema.items()
    }


def _type(kind: Any, path: Path) -> Iterator[SchemaProblem]:
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from _type(branch, (*path, index))
    elif isinstance(kind, dict):
        inner = kind.get("type")
        yield from _keys(kind, TYPE.get(inner, PLAIN) if isinstance(inner, str) else PLAIN, path, of="type")
        for part in ("type", "items", "values"):
            yield from _type(kind.get(part), (*path, part))
        fields = kind.get("fields")
        for index, field in enumerate(fields if isinstance(fields, list) else ()):
            if isinstance(field, dict):
                here = (*path, "fields", index)
                # `type: enum` beside `symbols` is a problem of its own
                beside = PARTS.get(field["type"], ()) if isinstance(field.get("type"), str) else ()
                yield from _keys(field, FIELD.union(beside), here, of="field")
                yield from _type(field.get("type"), (*here, "type"))


def _keys(part: Mapping[str, Any], read: frozenset[str], path: Path, *, of: str) -> Iterator[SchemaProblem]:
    for key in part:
        if key in read:
            continue
        if near := meant(key, part, read, field=of == "field"):
            message, hint = misread(key, near)
        elif key in KNOWN_ATTRIBUTES:
            message, hint = _misplaced(key, part, of)
        elif of == "field" and key in _NULLABLE:
            message = f"`{key}` is read by nobody: what may be missing has `null` among its types"
            hint = _with_null(part) if part[key] is _NULLABLE[key] else "remove it"
        elif PREFIX.fullmatch(key):
            continue
        else:
            message = f"`{named(key)}` is read by nobody: it is no attribute of Avro, nor one of ours"
            hint = f"remove it; if a program of yours reads it, give it a prefix of its own: `x-{named(key)}`"
        yield SchemaProblem("ET331", (*path, key), message, hint)


def misread(key: str, near: str) -> tuple[str, str]:
    """The words and the hint for a key that was written instead of another."""
    return f"`{named(key)}` is read by nobody", f"did you mean `{near}`?"


def meant(key: str, part: Mapping[str, Any], read: frozenset[str], *, field: bool) -> str:
    """The attribute that was meant by one that is not read here, "" if none: one that looks like it, or the part that
    the type has not, where the key is that part of another type: `items` of a map."""
    if key not in KNOWN_ATTRIBUTES:
        return _near(key, read | {"doc"})
    kind = part.get("type")
    missing = [one for one in PARTS.get(kind, ()) if one not in part] if isinstance(kind, str) and not field else []
    if len(missing) != 1 or missing[0] not in _HOLDING or key not in _HOLDING:
        return ""
    return missing[0] if missing[0] != "symbols" or isinstance(part[key], list) else ""


def _with_null(field: Mapping[str, Any]) -> str:
    """How a field is written that may be missing."""
    kind = field.get("type")
    if isinstance(kind, list) and any(is_null(branch) for branch in kind):
        return "remove it: `null` is there"
    inner = kind if isinstance(kind, str) else "…"
    return f'write `type: ["null", {inner}]` and `default: null` instead'


def _misplaced(key: str, part: Mapping[str, Any], of: str) -> tuple[str, str]:
    """The words for an attribute that means something elsewhere."""
    kind = part.get("type")
    shown = kind if isinstance(kind, str) else "…"
    if of == "field" and key in _LOGICAL:
        optional = isinstance(kind, list) and any(is_null(branch) for branch in kind)
        real = [branch for branch in kind if not is_null(branch)] if isinstance(kind, list) else []
        inner = shown if isinstance(kind, str) else real[0] if len(real) == 1 and isinstance(real[0], str) else "…"
        more = "".join(f", {one}: {spelled(part[one])}" for one in ("precision", "scale") if one in part)
        logical = f"{{type: {inner}, logicalType: {named(part.get('logicalType', '…'))}{more}}}"
        whole = f'["null", {logical}]' if optional else logical
        hint = f"put it into the type: `type: {whole}`"
        return f"`{key}` has no effect beside the type of a field", hint
    if of == "field":
        owner = next((one for one, parts in PARTS.items() if key in parts), "type")
        return (
            f"`{key}` has no effect beside the type of a field",
            f"put it into the type: `type: {{type: {owner}, …}}`",
        )
    if key in {"semantic", "deprecated", "default", "order"}:
        return f"`{key}` has no effect inside a type", f"put it beside the `type` of the field, as `{key}:` of its own"
    what = f"`{shown}`" if shown in PRIMITIVES or shown in TYPE else "this type"
    return f"`{key}` has no effect here: {what} has none", "remove it, or write the type that it belongs to"


def _near(key: str, known_names: frozenset[str]) -> str:
    """The known attribute that a key is a misspelling of, "" if none."""
    small = re.sub(r"[^a-z]", "", key.lower())
    exact = {re.sub(r"[^a-z]", "", one.lower()): one for one in KNOWN_ATTRIBUTES}
    squashed = {small: one for small, one in sorted(exact.items()) if one in known_names}
    if small in exact:
        return exact[small]
    if small in _SYNONYMS and _SYNONYMS[small] in known_names:
        return _SYNONYMS[small]
    if PREFIX.fullmatch(key):
        return ""
    near = difflib.get_close_matches(small, squashed, n=1, cutoff=_FAR)
    return squashed[near[0]] if near else ""


_HOLDING = frozenset({"items", "values", "symbols"})
"""Parts that say what a type holds, and that one may take for another."""
_NULLABLE = {"nullable": True, "optional": True, "required": False}
"""Words of other schema languages, and with which value a field may be missing."""
_SYNONYMS = {"description": "doc", "documentation": "doc", "comment": "doc", "desc": "doc", "meaning": "semantic"}
_SYNONYMS |= {"alias": "aliases", "symbol": "symbols", "item": "items", "value": "values", "enum": "symbols"}
_SYNONYMS |= {"docs": "doc", "docstring": "doc"}
"""Other words for attributes."""
