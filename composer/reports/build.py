"""Resource graphs as `composer/build/v1`, the same to the byte on every run: docs/schemas/build.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import ResourceGraph

FORMAT = "composer/build/v1"


def render(environment: str, graphs: Iterable[ResourceGraph]) -> Iterator[str]:
    """One canonical JSON document and a line break, in parts; `graphs` in order of their owners."""
    empty = canonical({"format": FORMAT, "environment": environment, "graphs": {}})
    yield empty.removesuffix("}}")
    for index, graph in enumerate(graphs):
        yield f"{',' if index else ''}{canonical(graph.owner)}:{canonical(graph.to_json())}"
    yield "}}\n"
