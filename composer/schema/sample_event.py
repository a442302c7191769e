"""One event of a schema: always the same, as small as can be, and in Avro's binary form."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, assert_never

from composer.schema.parsed import Array, Enum, Fixed, Map, Parser, Primitive, Record, Type, Union

if TYPE_CHECKING:
    from composer.model import Avro

_TEXT, _UUID = "probe", "00000000-0000-0000-0000-000000000000"
_PLAIN: dict[str, Any] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": _TEXT,
}


def sample_event(schema: Avro) -> bytes:
    """An event of a legal schema, encoded; b"" where there is none, because every event would hold itself."""
    from fastavro import parse_schema, schemaless_writer  # noqa: PLC0415 - only where there is a probe

    encoded = io.BytesIO()
    try:
        value = _value(Parser().parse(schema))
    except RecursionError:
        return b""
    schemaless_writer(encoded, parse_schema(schema, named_schemas={}), value)
    return encoded.getvalue()


def _value(kind: Type) -> Any:
    """The smallest value of a type: null wherever it may be, no items."""
    match kind:
        case Primitive(type=name, logical=logical):
            return _UUID if logical is not None and logical.name == "uuid" else _PLAIN[name]
        case Union(branches=branches):
            return None if any(branch.type == "null" for branch in branches) else _value(branches[0])
        case Record(fields=fields):
            return {name: _value(field.type) for name, field in fields.items()}
        case Array():
            return []
        case Map():
            return {}
        case Enum(symbols=symbols, default=default):
            return default or symbols[0]
        case Fixed(size=size):
            return bytes(size)
        case _:
            assert_never(kind)
