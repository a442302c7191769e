"""Facets: groups of resources that an Event Type gets. One module each, in one explicit order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from composer.facets import access, alerts, etl, keys, processing, registration, slo, storage, stream
from composer.facets.context import Context
from composer.graph import build_graph

if TYPE_CHECKING:
    from composer.graph import Resource, ResourceGraph
    from composer.model import Environment, EventType, State
    from composer.policy import Policies


class Facet(Protocol):
    """A group of resources. `STATES`: the states of the lifecycle in which an Event Type has it."""

    STATES: frozenset[State]

    def resources(self, context: Context) -> tuple[Resource, ...]:
        """The resources, in any order."""
        ...


FACETS: tuple[Facet, ...] = (stream, etl, processing, storage, access, keys, slo, alerts, registration)
"""In the order in which people read them: from the publisher to the reader."""


def compile_graph(event: EventType, environment: Environment, policies: Policies) -> ResourceGraph:
    """The resource graph of one Event Type in one environment."""
    context = Context(event, environment, environment.cell(event.cell), policies)
    wanted = (facet for facet in FACETS if event.lifecycle.state in facet.STATES)
    return build_graph(event.name, [resource for facet in wanted for resource in facet.resources(context)])
