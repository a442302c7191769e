"""A written Avro type in a few words, as people compare two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from composer.schema.avro_names import short_name
from composer.schema.walk import is_null


def type_summary(kind: Any) -> str:
    """`optional string`, `long (timestamp-millis)`, `array of record Item`. What is inside a record is left out."""
    if isinstance(kind, str):
        return short_name(kind)
    if isinstance(kind, list):
        real = [type_summary(branch) for branch in kind if not is_null(branch)]
        inside = real[0] if len(real) == 1 else f"union of {', '.join(real)}"
        return f"optional {inside}" if len(real) < len(kind) else inside
    inner = kind["type"]
    match inner:
        case "record" | "enum":
            return f"{inner} {short_name(kind['name'])}"
        case "fixed":
            return f"fixed {short_name(kind['name'])} ({_logical(kind) or str(kind['size']) + ' bytes'})"
        case "array" | "map":
            return f"{inner} of {type_summary(kind['items' if inner == 'array' else 'values'])}"
        case str():
            return f"{short_name(inner)} ({_logical(kind)})" if _logical(kind) else short_name(inner)
        case _:
            return type_summary(inner)


def _logical(kind: Mapping[str, Any]) -> str:
    name = str(kind.get("logicalType") or "")
    return f"decimal {kind.get('precision')}.{kind.get('scale', 0)}" if name == "decimal" else name


def enums(kind: Any) -> Iterator[Mapping[str, Any]]:
    """The enums that are written out in a type, outside of records."""
    if isinstance(kind, list):
        for branch in kind:
            yield from enums(branch)
    elif isinstance(kind, Mapping):
        match kind.get("type"):
            case "enum":
                yield kind
            case "array" | "map" as what:
                yield from enums(kind.get("items" if what == "array" else "values"))
            case Mapping() | list() as inner:
                yield from enums(inner)


def optional(kind: Any) -> bool:
    """True if null may be written."""
    return isinstance(kind, list) and any(is_null(branch) for branch in kind)
