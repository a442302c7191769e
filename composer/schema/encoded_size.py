"""How small an encoded event can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_LEAST_ONE = frozenset({"boolean", "int", "long", "float", "double", "bytes", "string", "enum", "array", "map"})
"""Types that take a byte at least, as unions do for their index; the others, and named ones, may take none.
https://avro.apache.org/docs/1.11.1/specification/#binary-encoding"""


def least_bytes(schema: Mapping[str, Any]) -> int:
    """The bytes that an event of this record takes at least, counted by its own fields."""
    return sum(_takes_some(field.get("type")) for field in schema.get("fields", ()))


def _takes_some(written: object) -> bool:
    while isinstance(written, dict):
        written = written.get("type")
    return isinstance(written, list) or (isinstance(written, str) and written in _AT_LEAST_ONE)
