"""What is known of what was applied: the ledger, and where a record is missing, what the stack itself remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.engine.exported_graph import unpacked
from composer.engine.failures import EngineFailedError
from composer.engine.job import stack_name
from composer.engine.stack_state import States
from composer.ledger import Ledger, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.graph import ResourceGraph
    from composer.model.environment import Environment


@dataclass(frozen=True, slots=True)
class AppliedGraphs:
    """`records` by owner, and why nothing is known of the others that have a stack: no harm to those could be seen.

    `unreadable`: whose record is damaged, and by what, where something else stands in its place.
    """

    records: Mapping[str, Record]
    unknown: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)


def read_applied(environment: Environment, owners: Collection[str]) -> AppliedGraphs:
    """All that was applied of these owners. In a simulated environment what has no record counts as never applied."""
    ledger = Ledger.of(environment)
    records = dict(ledger.read(sorted(owners)))
    missing = sorted(set(owners) - records.keys())
    if environment.simulated or not missing:
        return AppliedGraphs(records, unreadable=ledger.unreadable)
    states, unknown = States(environment.backend), {}
    there = states.versions()
    for owner in missing:
        stack = stack_name(environment.name, owner)
        if stack not in there:
            if owner in ledger.unreadable:
                unknown[owner] = "the ledger has no record that can be read, and no state says what was applied"
            continue
        try:
            state = states.read(stack)
        except EngineFailedError as error:
            unknown[owner] = f"the ledger has no record that can be read, and {error.failures[0].what}"
            continue
        if state is None or not state.resources:
            continue
        graph = unpacked(owner, state.graph)
        if graph is None:
            unknown[owner] = "the ledger has no record that can be read, and the state does not say what was applied"
        else:
            records[owner] = _from_state(owner, stack, graph)
    return AppliedGraphs(records, unknown, ledger.unreadable)


def _from_state(owner: str, stack: str, graph: ResourceGraph) -> Record:
    """A record of which nothing but the graph is known: it counts for judging, and the stack is looked at again."""
    return Record(owner, stack, graph, "", "", "", 0, "", "", "", "")
