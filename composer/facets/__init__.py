"""Facets: groups of resources that an Event Type gets. One module each, in one explicit order.

Not here: what cells share (`platform`), rules about definitions (`policy`), what Google accepts (`kinds`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from composer.facets import access, alerts, etl, keys, processing, registration, slo, storage, stream
from composer.facets.facet_context import Context
from composer.graph import build_graph
from composer.model.lifecycle import LEFT_TO_CLEANUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import Resource, ResourceGraph
    from composer.model import Environment, EventType, Policies, State


class Facet(Protocol):
    """A group of resources. `STATES`: the states of the lifecycle in which an Event Type has it."""

    __name__: str
    STATES: frozenset[State]

    def resources(self, context: Context) -> tuple[Resource, ...]:
        """The resources, in any order."""
        ...


FACETS: tuple[Facet, ...] = (stream, etl, processing, storage, access, keys, slo, alerts, registration)
"""In the order in which people read them: from the publisher to the reader."""


def compile_graph(event: EventType, environment: Environment, policies: Policies) -> ResourceGraph:
    """The resource graph of one Event Type in one environment."""
    return build_graph(event.name, compile_resources(event, environment, policies))


def compile_resources(event: EventType, environment: Environment, policies: Policies) -> list[Resource]:
    """The resources of that graph, in no order and not held against each other: enough to see what differs."""
    context = Context(event, environment, environment.cell(event.cell), policies)
    facets = (facet for facet in FACETS if event.lifecycle.state in facet.STATES)
    return [resource for facet in facets for resource in _resources(facet, context)]


def name_of(facet: Facet) -> str:
    """The name of a facet in the table of the lifecycle: its module."""
    return facet.__name__.rpartition(".")[2]


def _resources(facet: Facet, context: Context) -> Iterator[Resource]:
    """A facet's resources; protected as the table of the lifecycle says."""
    held = LEFT_TO_CLEANUP.get(name_of(facet), {})
    for resource in facet.resources(context):
        yield replace(resource, protect=True) if resource.type in held else resource
