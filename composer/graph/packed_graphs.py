"""Graphs as bytes: thousands of them take a fifth of the memory of the objects, and travel between processes."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from composer.execution import frozen_bytes
from composer.graph.claims import all_differ, claims, refuse_shared_names
from composer.graph.graph import Crossing, ResourceGraph
from composer.graph.resource import Resource


class Packed(NamedTuple):
    """One graph. What is asked of every graph of a fleet stands beside the resources."""

    fingerprint: str
    crossing: Crossing
    claims: bytes
    resources: bytes
    compressed: bool = False

    def smaller(self) -> Packed:
        """The same in a third of the memory, which takes as long to make as the graph took to be written."""
        return self if self.compressed else self._replace(resources=zlib.compress(self.resources, 1), compressed=True)


class PackedGraphs(Mapping[str, ResourceGraph]):
    """Graphs by owner; each is unpacked when its resources are looked at. Who needs them again keeps the graph."""

    def __init__(self, packed: Mapping[str, Packed]) -> None:
        self._packed = packed

    def __getitem__(self, owner: str) -> ResourceGraph:
        entry = self._packed[owner]
        return ResourceGraph(owner, entry.fingerprint, cache(lambda: _unpacked(entry)), lambda: entry.crossing)

    def refuse_shared_names(self, others: Collection[ResourceGraph]) -> None:
        """As `claims.refuse_shared_names` of all these and `others`, without unpacking what is fine."""
        if not all_differ([*(entry.claims for entry in self._packed.values()), *map(claims, others)]):
            refuse_shared_names([*self.values(), *others])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def packed(graph: ResourceGraph) -> Packed:
    """One graph as `PackedGraphs` holds it."""
    rows = [tuple(vars(resource).values()) for resource in graph.resources]  # values alone: written at once
    return Packed(graph.fingerprint, graph.crossing, claims(graph), frozen_bytes.dumps(rows))


def _unpacked(entry: Packed) -> tuple[Resource, ...]:
    rows = zlib.decompress(entry.resources) if entry.compressed else entry.resources
    return tuple(Resource(*row) for row in frozen_bytes.loads(rows))
