"""The graph that a run is about to apply, kept beside the state until the run is through.

Where the provider dies before the engine does, the engine takes what was made for not made and forgets that it tried.
What the next run wants is looked for live; what it does not want any more is known from here alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from composer.engine.exported_graph import packed, unpacked
from composer.graph import build_graph, dependencies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from composer.engine.stack_state import State
    from composer.graph import Resource, ResourceGraph
    from composer.ledger import Store


class IntendedGraphs:
    """What the runs that were not finished were about to apply, by stack."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, stack: str, graph: ResourceGraph, adopted: Iterable[str] = ()) -> None:
        """Write down what is applied now, and of it first what was there before: that is nobody's to delete. Raises
        OSError where there is no room for it."""
        if adopted:
            self._store.write(_adopted_key(stack), json.dumps(sorted(adopted)).encode())
        self._store.write(_key(stack), packed(graph).encode())

    def adopted_by(self, stack: str) -> frozenset[str]:
        """The resources that an unfinished run was about to take over."""
        data = self._store.read(_adopted_key(stack))
        return frozenset() if data is None else frozenset(map(str, json.loads(data)))

    def of(self, stack: str, owner: str, note: Callable[[str], None]) -> ResourceGraph | None:
        """The graph that an unfinished run was about to apply; None if the last one was finished, or its note is
        damaged, which is told."""
        data = self._store.read(_key(stack))
        if data is None:
            return None
        graph = unpacked(owner, data.decode(errors="replace")) if isinstance(data, bytes) else None
        if graph is None:
            note(
                "the note on what the run before was about to make is damaged: what it made unseen, and is not wanted "
                "any more, is not looked for"
            )
        return graph

    def forget(self, stack: str) -> None:
        """The run is through."""
        self._store.delete(_key(stack))
        self._store.delete(_adopted_key(stack))


def with_orphans(
    desired: ResourceGraph,
    intended: ResourceGraph,
    state: State,
    exists: Callable[[Resource], bool],
    adopted: frozenset[str] = frozenset(),
) -> ResourceGraph | None:
    """The desired graph and what an unfinished run made beside it without recording it, with all that this needs; None
    if there is nothing of it. What it only took over (`adopted`), and what stands on that, is left where it is."""
    known = {resource.id for resource in desired.resources} | state.resources.keys()
    left = adopted - known
    for one in intended.resources:  # dependencies first
        left |= {one.id} if one.id not in known and dependencies(one) & left else frozenset()
    orphans = [one for one in intended.resources if one.id not in known | left and exists(one)]
    if not orphans:
        return None
    by_id = {resource.id: resource for resource in (*intended.resources, *desired.resources)}
    needed = {resource.id for resource in desired.resources}
    open_ends = [one.id for one in orphans]
    while open_ends:
        resource_id = open_ends.pop()
        if resource_id in by_id and resource_id not in needed:
            needed.add(resource_id)
            open_ends += dependencies(by_id[resource_id])
    return build_graph(desired.owner, [by_id[one] for one in sorted(needed)])


def _adopted_key(stack: str) -> str:
    return f".composer/adopted/{stack}"


def _key(stack: str) -> str:
    return f".composer/intended/{stack}"
