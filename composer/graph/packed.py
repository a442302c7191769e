"""Graphs as bytes: thousands of them take a fifth of the memory of the objects, and travel between processes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.graph.graph import ResourceGraph


class PackedGraphs(Mapping[str, "ResourceGraph"]):
    """Graphs by owner. Each is made anew whenever it is asked for: who needs it again keeps it."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, owner: str) -> ResourceGraph:
        made: ResourceGraph = pickle.loads(self._packed[owner])  # noqa: S301 - packed by this program
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def packed(graph: ResourceGraph) -> bytes:
    """One graph as `PackedGraphs` holds it."""
    return pickle.dumps(graph, pickle.HIGHEST_PROTOCOL)
