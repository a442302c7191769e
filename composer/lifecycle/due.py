"""What may end of the fleet, and what holds it back: the next steps of Event Types, and what those before left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.costs.fleet_cost import of_event_type
from composer.graph import ResourceGraph
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.lifecycle.gates import Due
from composer.lifecycle.questions import OF_STEP, of_kinds
from composer.lifecycle.sight import Subject
from composer.model.lifecycle import is_retained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.lifecycle.sight import Sight
    from composer.model import EventType, State
    from composer.stages import Settled


def dues(
    settled: Settled, names: Iterable[str], graphs: Mapping[str, ResourceGraph], sight: Sight, prices: Prices | None
) -> tuple[Due, ...]:
    """Everything of these Event Types that may end, by name: what earlier steps left, then the next step.

    `graphs`: what is there of each, as it was applied.
    """
    return tuple(
        due
        for name in sorted(names)
        for due in _of(settled, settled.event_types[name], graphs.get(name), sight, prices)
    )


def _of(
    settled: Settled, event: EventType, graph: ResourceGraph | None, sight: Sight, prices: Prices | None
) -> Iterator[Due]:
    state = event.lifecycle.state
    cell = settled.environment.cell(event.cell)
    resources = graph.resources if graph else ()
    subject = Subject(event, cell.project, resources)

    def due(target: State | None, removed: tuple[Resource, ...], asked: Iterable[object]) -> Due:
        opened = tuple(sight.gate(question, subject) for question in asked)  # type: ignore[arg-type]
        cents = None if prices is None else _cents(settled, event, removed, prices, cell.region)
        return Due(event.name, state, target, removed, opened, cents, prices.currency if prices else "")

    left = in_order_of_removal(one for one in resources if one.protect and is_retained(one.type, state))
    if left:
        yield due(None, left, of_kinds({one.type for one in left}))
    for (source, target), asked in OF_STEP.items():
        if source is state and asked:
            leaves = (one for one in resources if is_retained(one.type, target) and not is_retained(one.type, state))
            yield due(target, in_order_of_removal(leaves), asked)


def in_order_of_removal(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """What stands on others goes before them: the order of a graph, backwards; keys after all that they may encrypt."""
    backwards = [*resources][::-1]
    return tuple(sorted(backwards, key=lambda one: one.type == CRYPTO_KEY.token))


def _cents(settled: Settled, event: EventType, removed: Sequence[Resource], prices: Prices, region: str) -> int:
    """What these resources cost a month, once storage is full."""
    graph = ResourceGraph.of(event.name, tuple(reversed(removed)), "")
    return of_event_type(event, graph, prices, settled.policies.sizing, region).cents if removed else 0
