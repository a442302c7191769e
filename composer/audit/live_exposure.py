"""Who could read what by live policies: the exposure of graphs whose grants are those that are really there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.graph import PLATFORM, Resource, ResourceGraph
from composer.kinds import KINDS
from composer.kinds.powers import LetsIn
from composer.live.iam_grants import holder_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.audit.expected import Expectations, Expected
    from composer.live.inventory import View
    from composer.live.live_objects import LiveObject

LISTS: Mapping[LetsIn, str] = {LetsIn.ACCESSES: "accesses", LetsIn.GRANTEES: "grantees"}
"""Properties that name whom a resource itself lets in; grants are resources of their own."""


def live_graph(graph: ResourceGraph, project: str, expected: Expectations, view: View) -> ResourceGraph:
    """The graph with the grants that are live in place of its own: those that are gone are left out, those that
    somebody added on its objects (of a platform: on the project) are in it. `expected`: where its resources are."""
    own = [expected.of(one.id) for one in graph.resources]
    resources = [there for one in own if (there := _there(one, view)) is not None]
    holders = {(one.resource.type, one.object_id): one.resource.id for one in own}
    known = {(one.resource.type, one.object_id) for one in own}
    added = _added(graph, project, holders, [one for key, one in view.objects.items() if key not in known])
    return ResourceGraph.of(graph.owner, (*resources, *added), "")


def _there(one: Expected, view: View) -> Resource | None:
    live = view.objects.get((one.resource.type, one.object_id or ""))
    if one.kind.rest.policy:
        return one.resource if live is not None else None
    name = LISTS.get(one.kind.lets_in) if one.kind.lets_in else None
    if live is None or name is None:
        return one.resource
    written, resolved = one.resource.inputs.get(name, []), one.values.get(name, [])
    as_written = [_as_written(entry, written, resolved) for entry in live.properties.get(name, [])]
    return replace(one.resource, inputs={**one.resource.inputs, name: as_written})


def _as_written(entry: Any, written: Any, resolved: Any) -> Any:
    """The entry as the graph writes it, where it has the same one: accounts of its own are references there."""
    pairs = zip(written, resolved, strict=False) if isinstance(written, list) and isinstance(resolved, list) else ()
    return next((mine for mine, value in pairs if value == entry), entry)


def _added(
    graph: ResourceGraph, project: str, holders: Mapping[tuple[str, str | None], str], others: list[LiveObject]
) -> Iterator[Resource]:
    for number, live in enumerate(others):
        kind = KINDS[live.token]
        if not kind.rest.policy or "member" not in live.properties:
            continue
        name = holder_property(kind)
        if name == "project":
            if graph.owner.startswith(PLATFORM) and live.properties.get("project") == project:
                yield Resource(
                    f"{graph.owner}/added-{number}", live.token, live.id, live.properties, "somebody added it"
                )
            continue
        holder = holders.get((kind.parents[0].kind, str(live.properties.get(name))))
        if holder is not None:
            inputs = {**live.properties, name: {"$ref": holder, "output": "id"}}
            yield Resource(f"{graph.owner}/added-{number}", live.token, live.id, inputs, "somebody added it")
