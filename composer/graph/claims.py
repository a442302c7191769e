"""No two resources of a fleet claim one cloud name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from composer.graph.graph import BrokenGraphError
from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.graph.graph import ResourceGraph
    from composer.graph.resource import Resource

_SIZE = 8


def claims(graph: ResourceGraph) -> bytes:
    """A short digest of every name that the graph claims, one after the other."""
    return b"".join(
        hashlib.blake2b("\n".join(_claim(resource)).encode(), digest_size=_SIZE).digest()
        for resource in graph.resources
    )


def all_differ(claimed: Iterable[bytes]) -> bool:
    """True if no name is claimed twice. Where not, `refuse_shared_names` says which; digests may be equal by chance."""
    single = [item for packed in claimed for item in _cut(packed)]
    return len(set(single)) == len(single)


def _cut(packed: bytes) -> list[bytes]:
    return [packed[start : start + _SIZE] for start in range(0, len(packed), _SIZE)]


def refuse_shared_names(graphs: Iterable[ResourceGraph]) -> None:
    """Raises BrokenGraphError naming two resources of one kind with one name in one scope (world, project, or parent).

    Authors' clashes are found by `check` before; what gets here is a bug in a facet.
    """
    taken: dict[tuple[str, str, str], str] = {}
    for graph in graphs:
        for resource in graph.resources:
            first = taken.setdefault(_claim(resource), resource.id)
            if first != resource.id:
                raise BrokenGraphError(f"{resource.id} and {first} both claim {resource.type} `{resource.name}`")


def _claim(resource: Resource) -> tuple[str, str, str]:
    return resource.type, _scope(resource), resource.name


def _scope(resource: Resource) -> str:
    kind = KINDS.get(resource.type)
    if kind is not None and kind.scope == "global":
        return ""
    parents = kind.parents if kind is not None and kind.scope == "parent" else ()
    inside = [str(resource.inputs.get(parent.property)) for parent in parents]
    return "/".join([str(resource.inputs.get("project", "")), *inside])
