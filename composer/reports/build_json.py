"""Resource graphs as `composer/build/v1`, the same to the byte on every run: docs/schemas/build.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import canonical
from composer.printing import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import ResourceGraph
    from composer.printing.output import Document

FORMAT = "composer/build/v1"


def render(environment: str, graphs: Iterable[ResourceGraph]) -> Document:
    """One canonical JSON document and a line break, in parts; `graphs` in order of their owners."""
    return json_text.canonical(_parts(environment, graphs))


def _parts(environment: str, graphs: Iterable[ResourceGraph]) -> Iterator[str]:
    empty = canonical({"format": FORMAT, "environment": environment, "graphs": {}})
    yield empty.removesuffix("}}")
    for index, graph in enumerate(graphs):
        yield f"{',' if index else ''}{canonical(graph.owner)}:{canonical(graph.to_json())}"
    yield "}}\n"
