"""Fields that stand in one version of a schema as they stood in another: judged once, they are judged for both."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


Known = dict[bytes, Any]
"""Fields by what is written in them, to the kind of every number."""


def with_fields_of(known: Known, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as it was read from JSON, whose fields are the very objects of the versions before where they are
    written alike, and so are found alike at a glance. `known` is added to. Whether it is legal is not asked."""
    fields = schema.get("fields")
    if isinstance(fields, list):
        schema["fields"] = [known.setdefault(marshal.dumps(field, _NO_REFERENCES), field) for field in fields]
    return schema


_NO_REFERENCES = 2
"""The version of marshal's format that writes equal values alike, whichever objects they share."""


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True if two fields are written alike, to the kind of every number: to Python 1, 1.0 and true are equal, and to
    Avro one of them may be the default of an int, or the precision of a decimal, and the others not."""
    if one is other:
        return True
    if one != other:
        return False
    kind, default = one.get("type"), one.get("default")
    plain = type(kind) is str or (type(kind) is list and all(type(branch) is str for branch in kind))
    if plain and (default is None or type(default) is str):
        return True
    return repr((kind, default)) == repr((other.get("type"), other.get("default")))
