"""What may end of the fleet, and what holds it back: the next steps of Event Types, and what those before left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.costs.fleet_cost import of_event_type
from composer.graph import ResourceGraph
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.lifecycle.gates import Due
from composer.lifecycle.questions import OF_STEP, PARTS, of_kinds
from composer.lifecycle.sight import Subject
from composer.model.lifecycle import is_retained
from composer.plans.retained import left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.lifecycle.questions import Question
    from composer.lifecycle.sight import Sight
    from composer.model import EventType, State
    from composer.stages import Checked


def dues(
    checked: Checked,
    names: Iterable[str],
    graphs: Mapping[str, ResourceGraph],
    since: Mapping[str, Mapping[str, str]],
    sight: Sight,
    prices: Prices | None,
) -> tuple[Due, ...]:
    """Everything of these Event Types that may end, by name: what earlier steps left, then the next step.

    `graphs`: what is there of each, as it was applied; `since`: from when each resource is as it is (ISO).
    """
    return tuple(
        due
        for name in sorted(names)
        for due in _of(checked, checked.event_types[name], graphs.get(name), since.get(name, {}), sight, prices)
    )


def _of(
    checked: Checked,
    event: EventType,
    graph: ResourceGraph | None,
    since: Mapping[str, str],
    sight: Sight,
    prices: Prices | None,
) -> Iterator[Due]:
    state = event.lifecycle.state
    cell, compiled = checked.environment.cell(event.cell), checked.graphs.get(event.name)
    resources = graph.resources if graph else ()

    def due(target: State | None, removed: tuple[Resource, ...], asked: Iterable[Question]) -> Due:
        subject = Subject(event, cell, resources, since, removed)
        opened = tuple(sight.gate(question, subject) for question in asked)
        cents = None if prices is None else _cents(checked, event, removed, prices, cell.region)
        return Due(event.name, state, target, removed, opened, cents, prices.currency if prices else "")

    waiting = left(graph, compiled, state) if graph and compiled else ()  # of a broken definition nobody knows
    for part in PARTS:
        removed = in_order_of_removal(one for one in waiting if one.type in part)
        if removed:
            yield due(None, removed, of_kinds({one.type for one in removed}))
    for (source, target), asked in OF_STEP.items():
        if source is state and asked:
            leaves = (one for one in resources if is_retained(one.type, target) and not is_retained(one.type, state))
            yield due(target, in_order_of_removal(leaves), asked)


def in_order_of_removal(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources with what stands on others before them: the order of a graph, backwards; keys after all that they
    may encrypt."""
    backwards = [*resources][::-1]
    return tuple(sorted(backwards, key=lambda one: one.type == CRYPTO_KEY.token))


def _cents(checked: Checked, event: EventType, removed: Sequence[Resource], prices: Prices, region: str) -> int:
    """The cost of these resources a month, once storage is full."""
    graph = ResourceGraph.of(event.name, tuple(reversed(removed)), "")
    return of_event_type(event, graph, prices, checked.policies.sizing, region).cents if removed else 0
