"""What `up` leaves in place when a state of the lifecycle no longer has it: it holds data or can never be made again.
No verb removes it yet. In a simulated environment nothing is lost, and nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import build_graph
from composer.graph.graph import dependencies
from composer.model.lifecycle import is_retained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.model import State
    from composer.stages import Settled


def with_retained(
    settled: Settled, before: Mapping[str, ResourceGraph], after: Mapping[str, ResourceGraph]
) -> Mapping[str, ResourceGraph]:
    """`after` as it is applied where `before` is there: the same in a simulated environment."""
    if settled.environment.simulated:
        return after
    events = settled.event_types
    return {
        owner: leaving(before[owner], graph, events[owner].lifecycle.state)
        if owner in before and owner in events
        else graph
        for owner, graph in after.items()
    }


def leaving(before: ResourceGraph, desired: ResourceGraph, state: State) -> ResourceGraph:
    """`desired`, and what it leaves in place."""
    if before.fingerprint == desired.fingerprint:
        return desired
    resources = retained(before, desired, state)
    return build_graph(desired.owner, [*desired.resources, *resources]) if resources else desired


def retained(before: ResourceGraph, desired: ResourceGraph, state: State) -> tuple[Resource, ...]:
    """Resources left in place of `before`, in its order: what no facet of the state has and `up` does not remove, and
    what that cannot be without, such as a subscription's topic."""
    there = {resource.id: resource for resource in before.resources}
    here = {resource.id for resource in desired.resources}
    waiting = [
        one.id for one in before.resources if one.protect and one.id not in here and is_retained(one.type, state)
    ]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in there and name not in here and name not in needed:
            needed.add(name)
            waiting += dependencies(there[name])
    return tuple(resource for resource in before.resources if resource.id in needed)
