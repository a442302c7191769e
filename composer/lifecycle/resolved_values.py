"""The values of a recorded resource with its references filled in, without asking anybody: names are known by heart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer.graph import PLATFORM
from composer.kinds import KINDS
from composer.kinds.id_template import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import Resource
    from composer.model.environment import Cell

_UNKNOWN = object()


def values_of(
    resource: Resource, every: Mapping[str, Resource], cell: Cell, outputs: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The values of a resource. What cannot be known is left out. `every`: what it may refer to; `outputs`: those of
    platforms, by resource."""
    given: dict[str, Any] = {"project": cell.project, "region": cell.region}
    resolved = {name: _resolved(value, every, cell, outputs) for name, value in resource.inputs.items()}
    return given | {name: value for name, value in resolved.items() if value is not _UNKNOWN}


def _resolved(value: Any, every: Mapping[str, Resource], cell: Cell, outputs: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(value, list):
        return _all([_resolved(one, every, cell, outputs) for one in value])
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _referred(value["$ref"], value["output"], every, cell, outputs)
    if "$join" in value:
        parts = _all([_resolved(one, every, cell, outputs) for one in value["$join"]])
        return parts if parts is _UNKNOWN else "".join(map(str, parts))
    if "$json" in value:
        inner = _resolved(value["$json"], every, cell, outputs)
        return inner if inner is _UNKNOWN else json.dumps(inner)
    items = {name: _resolved(one, every, cell, outputs) for name, one in value.items()}
    return _UNKNOWN if _UNKNOWN in items.values() else items


def _all(parts: list[Any]) -> Any:
    return _UNKNOWN if any(one is _UNKNOWN for one in parts) else parts


def _referred(
    name: str, output: str, every: Mapping[str, Resource], cell: Cell, outputs: Mapping[str, Mapping[str, Any]]
) -> Any:
    if name.startswith(PLATFORM):
        return outputs.get(name, {}).get(output, _UNKNOWN)
    one = every.get(name)
    kind = KINDS.get(one.type) if one is not None else None
    if one is None or kind is None:
        return _UNKNOWN
    values = values_of(one, every, cell, outputs)
    if output == "id":
        made = None if kind.server_made_id else fill(kind.id, kind, values)
        return _UNKNOWN if made is None else made
    if output in values:
        return values[output]
    rule = kind.properties.get(output)
    made = fill(rule.value, kind, {**values, "id": fill(kind.id, kind, values)}) if rule and rule.value else None
    return _UNKNOWN if made is None or "{" in made else made
