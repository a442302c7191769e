"""The resource graph of one Event Type, or of what those of a cell share: checked when built, in one order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from composer.graph import cloud_names
from composer.graph.resource import PLATFORM, Reference, Resource, is_shared, references
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping


class BrokenGraphError(Exception):
    """A graph that cannot be built: a bug in a facet, never an author's mistake."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a graph needs of platforms: the outputs that it refers to, each once, and the owners that must be there."""

    references: tuple[Reference, ...]
    platforms: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class ResourceGraph:
    """Resources of one owner (`EndSong`, `platform:<cell>`, `foundation:<cell>`), dependencies first, ties broken by
    id.

    A fleet has tens of thousands of resources, and of most graphs nobody asks more than the fingerprint: resources, and
    what they need of platforms, are made when they are first looked at.
    """

    owner: str
    fingerprint: str
    _resources: Callable[[], tuple[Resource, ...]]
    _crossing: Callable[[], Crossing]

    @classmethod
    def of(cls, owner: str, resources: tuple[Resource, ...], fingerprint: str) -> ResourceGraph:
        """A graph of resources that are in order already."""
        return cls(owner, fingerprint, lambda: resources, cache(lambda: crossing(owner, resources)))

    @classmethod
    def later(cls, owner: str, fingerprint: str, resources: Callable[[], tuple[Resource, ...]]) -> ResourceGraph:
        """A graph whose resources are made when they are wanted, once."""
        made = cache(resources)
        return cls(owner, fingerprint, made, cache(lambda: crossing(owner, made())))

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All of them, in order."""
        return self._resources()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of them."""
        return frozenset(resource.id for resource in self.resources)

    @property
    def crossing(self) -> Crossing:
        """All that it needs of platforms."""
        return self._crossing()

    def __getitem__(self, resource_id: str) -> Resource:
        return next(resource for resource in self.resources if resource.id == resource_id)

    def __eq__(self, other: object) -> bool:
        """Equal owners and resources, words included."""
        if not isinstance(other, ResourceGraph):
            return NotImplemented
        return self.owner == other.owner and self.resources == other.resources

    __hash__ = None  # type: ignore[assignment]  # resources hold dicts

    def __reduce__(self) -> tuple[Callable[..., ResourceGraph], tuple[Any, ...]]:
        return ResourceGraph.of, (self.owner, self.resources, self.fingerprint)

    def to_json(self) -> dict[str, Any]:
        """The graph as `build` prints it (design.md §9)."""
        return {"fingerprint": self.fingerprint, "resources": [resource_json(item) for item in self.resources]}


def crossing(owner: str, resources: Iterable[Resource]) -> Crossing:
    """All that these resources of `owner` need of platforms; a platform needs none."""
    return _crossing(owner, ((resource, references(resource.inputs)) for resource in resources))


def _crossing(owner: str, referring: Iterable[tuple[Resource, Iterable[Reference]]]) -> Crossing:
    if is_shared(owner):
        return Crossing((), frozenset())
    platform_refs: set[Reference] = set()
    needed: set[str] = set()
    for resource, referred in referring:
        platform_refs.update(one for one in referred if one.to_platform)
        needed.update(name for name in resource.depends_on if name.startswith(PLATFORM))
    needed.update(one.id for one in platform_refs)
    return Crossing(tuple(sorted(platform_refs)), frozenset(name.partition("/")[0] for name in needed))


def build_graph(owner: str, resources: Iterable[Resource]) -> ResourceGraph:
    """A checked graph. Raises BrokenGraphError for duplicate ids, foreign ids, dangling references and cycles."""
    by_id: dict[str, Resource] = {}
    for resource in resources:
        if resource.id in by_id:
            raise BrokenGraphError(f"{resource.id} is there twice")
        if not resource.id.startswith(f"{owner}/"):
            raise BrokenGraphError(f"{resource.id} does not belong to {owner}")
        by_id[resource.id] = resource
    referred = {name: frozenset(references(resource.inputs)) for name, resource in by_id.items()}
    ordered = tuple(by_id[name] for name in _order(owner, by_id, referred))
    crossed = _crossing(owner, [(resource, referred[resource.id]) for resource in ordered])
    return ResourceGraph(owner, fingerprint(ordered), lambda: ordered, lambda: crossed)


def refuse_lost_dead_letters(graph: ResourceGraph) -> None:
    """Raise BrokenGraphError if dead letters go where nobody keeps them. Only what is wanted is held against this: of
    what is being removed the subscription may have gone before the topic.

    Google takes a topic without a subscription, and loses everything that it is sent. The ETL publishes to the topic
    of dead letters whatever else is in the graph, so it is known by its name.
    """
    name = cloud_names.dead_letter_topic(graph.owner)
    kept = {
        other.id
        for one in graph.resources
        if one.type == SUBSCRIPTION.token
        for other in references(one.inputs.get("topic"))
    }
    for resource in graph.resources:
        if resource.type == TOPIC.token and resource.name == name and resource.id not in kept:
            raise BrokenGraphError(f"dead letters go to {resource.id}, where no subscription keeps them")


def dependencies(resource: Resource) -> frozenset[str]:
    """Ids that must exist before this resource, platform ids included."""
    return frozenset(reference.id for reference in references(resource.inputs)) | frozenset(resource.depends_on)


def _order(owner: str, by_id: Mapping[str, Resource], referred: Mapping[str, Collection[Reference]]) -> list[str]:
    own = f"{owner}/"
    waits_for: dict[str, list[str]] = {}
    for name, resource in by_id.items():
        required = {*(reference.id for reference in referred[name]), *resource.depends_on}
        needed = [other for other in required if other.startswith(own)]
        foreign = [other for other in required if not other.startswith((own, PLATFORM))]
        missing = [other for other in needed if other not in by_id]
        if missing or foreign:
            raise BrokenGraphError(f"{name} refers to {', '.join(sorted([*missing, *foreign]))}, which is not there")
        waits_for[name] = needed
    order = _in_layers(waits_for)
    if len(order) < len(waits_for):
        try:
            TopologicalSorter(waits_for).prepare()
        except CycleError as error:
            raise BrokenGraphError(f"a cycle: {' → '.join(error.args[1])}") from error
    return order


def _in_layers(waits_for: Mapping[str, Collection[str]]) -> list[str]:
    """Names by how many others stand before them, each layer in order; without those that wait for each other."""
    left = {name: len(others) for name, others in waits_for.items()}
    behind: dict[str, list[str]] = {}
    for name, others in waits_for.items():
        for other in others:
            behind.setdefault(other, []).append(name)
    order: list[str] = []
    ready = [name for name, count in left.items() if not count]
    while ready:
        ready.sort()
        order += ready
        freed = [name for done in ready for name in behind.get(done, ())]
        ready = []
        for name in freed:
            left[name] -= 1
            if not left[name]:
                ready.append(name)
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


def resources_from_json(data: Mapping[str, Any]) -> tuple[Resource, ...]:
    """The resources of what `ResourceGraph.to_json` gave; their order is taken as recorded."""
    return tuple(resource_from_json(item) for item in data["resources"])


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
"""No value here holds itself, and to look for one that does takes an eighth of the time."""


def canonical(value: Any) -> str:
    """A JSON value as the one text that stands for it: sorted keys, no spaces, no escapes for letters."""
    return _CANONICAL.encode(value)


def fingerprint(resources: Iterable[Resource]) -> str:
    """A digest of everything that the engine acts on; `because` is left out, words change nothing in the cloud."""
    acted_on = [
        [item.id, item.type, item.name, item.inputs, sorted(item.depends_on), item.protect] for item in resources
    ]
    return hashlib.sha256(canonical(acted_on).encode()).hexdigest()[:32]
