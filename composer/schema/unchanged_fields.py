"""Fields that stand in one version of a schema as they stood in another: judged once, they are judged for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True if two fields are written alike, to the kind of every number: to Python 1, 1.0 and true are equal, and to
    Avro one of them may be the default of an int, or the precision of a decimal, and the others not."""
    if one != other:
        return False
    kind, default = one.get("type"), one.get("default")
    plain = type(kind) is str or (type(kind) is list and all(type(branch) is str for branch in kind))
    if plain and (default is None or type(default) is str):
        return True
    return repr((kind, default)) == repr((other.get("type"), other.get("default")))
