"""Which fields can tell one event from another: values of one type, of which no two events have the same by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.parsed import Array, Enum, Map, Parser, Primitive, Record, Union

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.schema.parsed import Type


def incomparable(schema: Mapping[str, Any], name: str) -> str | None:
    """Why a top-level field of a legal schema cannot tell events apart; None if it can, or if there is no such field.
    A field that may be null is judged by what it is otherwise."""
    record = Parser().parse(schema)
    field = record.fields.get(name) if isinstance(record, Record) else None
    return _reason(field.type) if field else None


def _reason(kind: Type) -> str | None:
    match kind:
        case Union(branches=branches):
            real = [branch for branch in branches if branch.type != "null"]
            return _reason(real[0]) if len(real) == 1 else "its values are of several types, or there are none"
        case Array() | Map() | Record():
            return f"{_ARTICLES[kind.type]} is no single value that could be compared"
        case Primitive(type="boolean") | Enum():
            return f"{_ARTICLES[kind.type]} has so few values that different events would have the same"
        case Primitive(type="float" | "double"):
            return "numbers with fractions are not the same after each way"
        case Primitive(type="null"):
            return "it has no values"
    return None


_ARTICLES = {"array": "an array", "map": "a map", "record": "a record", "boolean": "a boolean", "enum": "an enum"}
