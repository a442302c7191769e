"""A local cloud that holds what graphs say, made without the engine: in one transaction, in the order of references."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from composer.graph import json_text, layer
from composer.graph.graph import dependencies
from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.localcloud.cloud import Cloud, LiveObject
    from composer.model import Cell


def seed(cloud: Cloud, graphs: Iterable[ResourceGraph], cells: Mapping[str, Cell]) -> None:
    """Make everything; `cells` are those of the owners."""
    made: dict[str, LiveObject] = {}
    with cloud.store.writing():
        for graph in sorted(graphs, key=lambda one: (layer(one.owner), one.owner)):
            cell = cells[graph.owner]
            for resource in ordered(graph.resources):
                kind = KINDS[resource.type]
                given = {"project": cell.project, "region": cell.region}
                inputs = {name: given[name] for name in given if name in kind.properties}
                inputs |= {name: resolved(value, made) for name, value in resource.inputs.items()}
                made[resource.id] = cloud.create(kind, inputs)


def ordered(resources: Iterable[Resource]) -> list[Resource]:
    left = {one.id: one for one in resources}
    order: list[Resource] = []

    def visit(resource: Resource) -> None:
        if left.pop(resource.id, None) is None:
            return
        for other in dependencies(resource):
            if other in left:
                visit(left[other])
        order.append(resource)

    for one in list(left.values()):
        visit(one)
    return order


def resolved(value: Any, made: Mapping[str, LiveObject]) -> Any:
    if isinstance(value, list):
        return [resolved(inner, made) for inner in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        one = made[value["$ref"]]
        steps = [] if value["output"] == "id" else value["output"].split(".")
        return reduce(lambda inner, step: inner[step], steps, one.properties) if steps else one.id
    if "$join" in value:
        return "".join(str(resolved(part, made)) for part in value["$join"])
    if "$json" in value:
        return json_text(resolved(value["$json"], made))
    return {name: resolved(inner, made) for name, inner in value.items()}
