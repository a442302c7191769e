"""Resource graphs as `composer/build/v1`, the same to the byte on every run: docs/schemas/build.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import ResourceGraph

FORMAT = "composer/build/v1"


def render(environment: str, graphs: Mapping[str, ResourceGraph]) -> str:
    """One canonical JSON document and a line break."""
    document = {
        "format": FORMAT,
        "environment": environment,
        "graphs": {owner: graph.to_json() for owner, graph in graphs.items()},
    }
    return canonical(document) + "\n"
