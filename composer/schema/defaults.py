"""Whether the default of a field fits its type (Avro 1.11, "field default values"; the first branch of a union)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from composer.schema.names import full_name, named

Known = Mapping[str, tuple[Mapping[str, Any], str]]
"""Full name → definition of a named type, and the namespace that holds inside it."""
INT = (-(2**31), 2**31 - 1)
LONG = (-(2**63), 2**63 - 1)


def default_problem(value: Any, kind: Any, namespace: str, known: Known) -> str:
    """What is wrong with a default, "" if nothing; `namespace` holds around its type. Where a part of the type is
    illegal anything fits: that is said where the part is written, which may be elsewhere."""
    if isinstance(kind, list):
        wrong = default_problem(value, kind[0], namespace, known) if kind else ""
        return f"{wrong}; in a union the default belongs to the first type" if wrong else ""
    if isinstance(kind, str):
        definition = known.get(full_name(kind, namespace))
        if definition is not None:
            return _complex(value, *definition, known)
        return _primitive(value, kind)
    if not isinstance(kind, Mapping):
        return ""
    inner = kind.get("type")
    if isinstance(inner, str) and inner in {"record", "enum", "fixed", "array", "map"}:
        space = namespace if inner in {"array", "map"} else named(kind, namespace)[1]
        return _complex(value, kind, space, known)
    return default_problem(value, inner, namespace, known)


def _primitive(value: Any, kind: str) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        "null": value is None,
        "boolean": isinstance(value, bool),
        "int": whole and INT[0] <= value <= INT[1],
        "long": whole and LONG[0] <= value <= LONG[1],
        "float": whole or (isinstance(value, float) and math.isfinite(value)),
        "double": whole or (isinstance(value, float) and math.isfinite(value)),
        "string": isinstance(value, str),
        "bytes": isinstance(value, str) and all(ord(letter) < 256 for letter in value),
    }
    return "" if fits.get(kind, True) else f"`{value}` is no {kind}"


def _complex(value: Any, kind: Mapping[str, Any], namespace: str, known: Known) -> str:
    match kind["type"]:
        case "enum":
            symbols = kind.get("symbols")
            if not isinstance(symbols, list):
                return ""  # what is wrong is said where the enum is written
            return "" if value in symbols else f"`{value}` is none of the symbols"
        case "fixed":
            fits = isinstance(value, str) and len(value) == kind.get("size") and all(ord(one) < 256 for one in value)
            return "" if fits else f"a text of {kind.get('size')} characters is needed"
        case "array":
            if not isinstance(value, list):
                return "a list is needed"
            return next(
                filter(None, (default_problem(item, kind.get("items"), namespace, known) for item in value)), ""
            )
        case "map":
            if not isinstance(value, Mapping):
                return "a mapping is needed"
            inner = (default_problem(item, kind.get("values"), namespace, known) for item in value.values())
            return next(filter(None, inner), "")
        case _:
            return _record(value, kind, namespace, known)


def _record(value: Any, kind: Mapping[str, Any], namespace: str, known: Known) -> str:
    if not isinstance(value, Mapping):
        return "a mapping of the record's fields is needed"
    fields = kind.get("fields")
    for field in fields if isinstance(fields, list) else ():
        if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
            continue
        if field["name"] in value:
            wrong = default_problem(value[field["name"]], field.get("type"), namespace, known)
        else:
            wrong = "" if "default" in field else f"`{field['name']}` is missing"
        if wrong:
            return wrong
    return ""
