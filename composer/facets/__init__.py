"""Facets: groups of resources that an Event Type gets. One module each, found by its row in the table
of the lifecycle.

Not here: what cells share (`platform`), rules about definitions (`policy`), what Google accepts (`kinds`).
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

from composer.facets.as_found import as_found
from composer.facets.facet_context import Context
from composer.graph import build_graph, refuse_lost_dead_letters
from composer.model.lifecycle import FACET_STATES, LEFT_TO_CLEANUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.model import Environment, EventType, Policies, State


class Facet(Protocol):
    """A group of resources: a module of this package."""

    def resources(self, context: Context) -> tuple[Resource, ...]:
        """The resources, in any order."""
        ...


FACETS: Mapping[str, Facet] = {
    name: cast("Facet", importlib.import_module(f"composer.facets.{name}")) for name in FACET_STATES
}
"""By name, in the order in which people read them: from the publisher to the reader."""


def facets_of(state: State) -> Iterator[tuple[str, Facet]]:
    """The facets that an Event Type has in this state, with their names."""
    return ((name, facet) for name, facet in FACETS.items() if state in FACET_STATES[name])


def compile_graph(event: EventType, environment: Environment, policies: Policies) -> ResourceGraph:
    """The resource graph of one Event Type in one environment."""
    graph = build_graph(event.name, compile_resources(event, environment, policies))
    refuse_lost_dead_letters(graph)
    return graph


def compile_resources(event: EventType, environment: Environment, policies: Policies) -> list[Resource]:
    """The resources of that graph, in no order and not held against each other: enough to see what differs."""
    context = Context(event, environment, environment.cell(event.cell), policies)
    every = facets_of(event.lifecycle.state)
    return [resource for name, facet in every for resource in _resources(name, facet, context)]


def _resources(name: str, facet: Facet, context: Context) -> Iterator[Resource]:
    """A facet's resources; protected as the table of the lifecycle says, and those that were there before as they were
    found."""
    held = LEFT_TO_CLEANUP.get(name, {})
    adopted = context.environment.adopted_by(context.event.name)
    for resource in facet.resources(context):
        there = as_found(resource, adopted.get(resource.role))
        yield replace(there, protect=True) if resource.type in held else there
