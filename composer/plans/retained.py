"""What `up` leaves in place when a state of the lifecycle no longer has it: it holds data or can never be made again.
`cleanup` removes it: first it is unprotected (`removing`), then it leaves the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import build_graph
from composer.graph.graph import dependencies
from composer.graph.unprotected import unprotected
from composer.kinds import KINDS
from composer.model.lifecycle import is_retained

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.model import State
    from composer.stages import Settled


def with_retained(
    settled: Settled,
    before: Mapping[str, ResourceGraph],
    after: Mapping[str, ResourceGraph],
    removing: Mapping[str, Collection[str]] | None = None,
    dropped: Mapping[str, Collection[str]] | None = None,
) -> Mapping[str, ResourceGraph]:
    """`after` as it is applied where `before` is there. `removing`: by owner, resources whose removal was begun;
    `dropped`: those that are left no longer."""
    events, begun, ended = settled.event_types, removing or {}, dropped or {}
    return {
        owner: leaving(before[owner], graph, events[owner].lifecycle.state, begun.get(owner, ()), ended.get(owner, ()))
        if owner in before and owner in events
        else graph
        for owner, graph in after.items()
    }


def leaving(
    before: ResourceGraph,
    desired: ResourceGraph,
    state: State,
    removing: Collection[str] = (),
    dropped: Collection[str] = (),
) -> ResourceGraph:
    """`desired`, and what it leaves in place but for what is `dropped`: as it was, or unprotected where its removal was
    begun or it is switched off first."""
    if before.fingerprint == desired.fingerprint:
        return desired
    resources = [
        unprotected(one) if one.id in removing or rests(one) else one
        for one in retained(before, desired, state, dropped)
    ]
    return build_graph(desired.owner, [*desired.resources, *resources]) if resources else desired


def left(before: ResourceGraph, desired: ResourceGraph, state: State) -> tuple[Resource, ...]:
    """Resources of `before`, in its order, that the definition has no more and that are `cleanup`'s to remove."""
    here = {resource.id for resource in desired.resources}
    return tuple(one for one in before.resources if one.id not in here and (is_retained(one.type, state) or rests(one)))


def rests(resource: Resource) -> bool:
    """True if `up` switches it off and leaves it for a while, whatever takes it from its definition."""
    kind = KINDS.get(resource.type)
    return kind is not None and kind.rests > 0


def retained(
    before: ResourceGraph, desired: ResourceGraph, state: State, dropped: Collection[str] = ()
) -> tuple[Resource, ...]:
    """Resources left in place of `before`, in its order: what is `cleanup`'s to remove, and what that cannot be
    without, such as a subscription's topic."""
    there = {resource.id: resource for resource in before.resources}
    here = {resource.id for resource in desired.resources}
    waiting = [one.id for one in left(before, desired, state) if one.id not in dropped]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in there and name not in here and name not in needed:
            needed.add(name)
            waiting += dependencies(there[name])
    return tuple(resource for resource in before.resources if resource.id in needed)
