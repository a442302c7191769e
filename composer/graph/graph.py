"""The resource graph of one Event Type or one platform cell: checked when built, in one order everywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from composer.graph.resource import PLATFORM, Resource, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class BrokenGraphError(Exception):
    """A graph that cannot be built: a bug in a facet, never an author's mistake."""


@dataclass(frozen=True, slots=True)
class ResourceGraph:
    """Resources of one owner (`EndSong`, or `platform:<cell>`), dependencies first, ties broken by id."""

    owner: str
    resources: tuple[Resource, ...]
    fingerprint: str = field(compare=False)

    def __getitem__(self, resource_id: str) -> Resource:
        return next(resource for resource in self.resources if resource.id == resource_id)

    def to_json(self) -> dict[str, Any]:
        """The graph as `build` prints it (design.md §9)."""
        return {"fingerprint": self.fingerprint, "resources": [resource_json(item) for item in self.resources]}


def build_graph(owner: str, resources: Iterable[Resource]) -> ResourceGraph:
    """A checked graph. Raises BrokenGraphError for duplicate ids, foreign ids, dangling references and cycles."""
    by_id: dict[str, Resource] = {}
    for resource in resources:
        if resource.id in by_id:
            raise BrokenGraphError(f"{resource.id} is there twice")
        if not resource.id.startswith(f"{owner}/"):
            raise BrokenGraphError(f"{resource.id} does not belong to {owner}")
        by_id[resource.id] = resource
    ordered = tuple(by_id[name] for name in _order(owner, by_id))
    return ResourceGraph(owner, ordered, fingerprint(ordered))


def dependencies(resource: Resource) -> frozenset[str]:
    """Ids that must exist before this resource, platform ids included."""
    return frozenset(found.id for found in references(resource.inputs)) | frozenset(resource.depends_on)


def _order(owner: str, by_id: Mapping[str, Resource]) -> list[str]:
    own = f"{owner}/"
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, resource in by_id.items():
        wanted = dependencies(resource)
        needed = [other for other in wanted if other.startswith(own)]
        foreign = [other for other in wanted if not other.startswith((own, PLATFORM))]
        missing = [other for other in needed if other not in by_id]
        if missing or foreign:
            raise BrokenGraphError(f"{name} refers to {', '.join(sorted([*missing, *foreign]))}, which is not there")
        sorter.add(name, *needed)
    try:
        sorter.prepare()
    except CycleError as error:
        raise BrokenGraphError(f"a cycle: {' → '.join(error.args[1])}") from error
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def resource_json(resource: Resource) -> dict[str, Any]:
    """One resource as `build` prints it."""
    return {
        "id": resource.id,
        "type": resource.type,
        "name": resource.name,
        "inputs": resource.inputs,
        "depends_on": list(resource.depends_on),
        "protect": resource.protect,
        "because": resource.because,
    }


def resource_from_json(data: Mapping[str, Any]) -> Resource:
    """The reverse of `resource_json`: what the ledger recorded."""
    return Resource(
        id=data["id"],
        type=data["type"],
        name=data["name"],
        inputs=data["inputs"],
        depends_on=tuple(data["depends_on"]),
        protect=data["protect"],
        because=data["because"],
    )


def graph_from_json(owner: str, data: Mapping[str, Any]) -> ResourceGraph:
    """The reverse of `ResourceGraph.to_json`; the order and the fingerprint are taken as recorded."""
    return ResourceGraph(owner, tuple(resource_from_json(item) for item in data["resources"]), data["fingerprint"])


def canonical(value: Any) -> str:
    """A JSON value as the one text that stands for it: sorted keys, no spaces, no escapes for letters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint(resources: Iterable[Resource]) -> str:
    """A digest of everything that the engine acts on; `because` is left out, words change nothing in the cloud."""
    acted_on = [
        [item.id, item.type, item.name, item.inputs, sorted(item.depends_on), item.protect] for item in resources
    ]
    return hashlib.sha256(canonical(acted_on).encode()).hexdigest()[:32]
