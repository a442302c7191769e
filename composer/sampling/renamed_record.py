"""An Avro record under another name: where it is named, and wherever it refers to itself."""

from __future__ import annotations

from typing import Any

from composer.schema.avro_names import full_name, named
from composer.schema.walk import PRIMITIVES


def renamed(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """A legal record schema as `name`, in the namespace that it had."""
    old, space = named(schema, "")
    new = full_name(name, space)

    def settled(kind: Any, around: str) -> Any:
        if isinstance(kind, str):
            return new if kind not in PRIMITIVES and full_name(kind, around) == old else kind
        if isinstance(kind, list):
            return [settled(branch, around) for branch in kind]
        inside = named(kind, around)[1] if kind.get("type") in ("record", "enum", "fixed") else around
        made = dict(kind)
        for key in ("items", "values", "type"):
            if key in kind and not (key == "type" and kind[key] in ("record", "enum", "fixed", "array", "map")):
                made[key] = settled(kind[key], inside)
        if kind.get("type") == "record":
            made["fields"] = [{**field, "type": settled(field["type"], inside)} for field in kind["fields"]]
        return made

    made: dict[str, Any] = {**settled(schema, ""), "name": name}
    if space:
        made["namespace"] = space
    return made
