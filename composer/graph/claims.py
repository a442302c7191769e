"""No two resources of a fleet claim one cloud name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.graph import BrokenGraphError
from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph.graph import ResourceGraph
    from composer.graph.resource import Resource


def without_shared_names(graphs: Iterable[ResourceGraph]) -> Iterator[ResourceGraph]:
    """The graphs as they come. Raises BrokenGraphError naming two resources of one kind with one name in one scope
    (world, project, or parent).

    Authors' clashes are found by `check` before; what gets here is a bug in a facet.
    """
    taken: dict[tuple[str, str, str], str] = {}
    for graph in graphs:
        for resource in graph.resources:
            claim = (resource.type, _scope(resource), resource.name)
            first = taken.setdefault(claim, resource.id)
            if first != resource.id:
                raise BrokenGraphError(f"{resource.id} and {first} both claim {resource.type} `{resource.name}`")
        yield graph


def _scope(resource: Resource) -> str:
    kind = KINDS.get(resource.type)
    if kind is not None and kind.scope == "global":
        return ""
    parents = [str(resource.inputs.get(parent.property)) for parent in kind.parents] if kind else []
    inside = parents if kind is not None and kind.scope == "parent" else []
    return "/".join([str(resource.inputs.get("project", "")), *inside])
