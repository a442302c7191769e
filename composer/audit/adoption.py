"""What it means to take live objects over as an Event Type's: what stays as it is, and what is made beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer.audit.comparison import drifts
from composer.audit.expected import Expectations, has_unknown
from composer.facets import compile_graph
from composer.facets.as_found import digest
from composer.kinds.input_changes import differences
from composer.kinds.unknown_values import camel
from composer.localcloud.imports import inputs_of
from composer.model.adoption import Adopted, AsFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.audit.expected import Expected
    from composer.graph import ResourceGraph
    from composer.live.live_objects import LiveObject
    from composer.model import Environment, EventType, Policies


@dataclass(frozen=True, slots=True)
class Kept:
    """A property that stays as it was found: what it is, and what the definition would make of it (None: nothing).
    `unknown`: what that is nobody can say before it is applied. `replaces`: that could only be done by making the
    resource anew."""

    role: str
    name: str
    live: Any
    wanted: Any
    unknown: bool
    replaces: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What an Event Type takes over, each with its live id; what of that stays as it is; and what is made beside it."""

    adopted: tuple[Adopted, ...]
    kept: tuple[Kept, ...]
    beside: tuple[str, ...]

    def without(self, roles: Collection[str]) -> Taken:
        """The rest, where some roles were taken over before."""
        adopted = tuple(one for one in self.adopted if one.role not in roles)
        return Taken(adopted, tuple(one for one in self.kept if one.role not in roles), self.beside)


def taken(
    event: EventType,
    environment: Environment,
    policies: Policies,
    live_by_role: Mapping[str, LiveObject],
    *,
    shared: Iterable[ResourceGraph] = (),
) -> Taken:
    """The adoption of what is live, by role."""
    plain = [Adopted(role, live.id) for role, live in live_by_role.items()]
    cell = environment.cell(event.cell)
    graph = named_graph(event, environment, policies, plain)
    expectations = Expectations({(live.token, live.id): live for live in live_by_role.values()})
    expectations.add((one, cell) for one in (*shared, graph))
    adopted: list[Adopted] = []
    kept: list[Kept] = []
    for one in plain:
        expected = expectations.of(f"{event.name}/{one.role}")
        properties = [*_kept(expected, live_by_role[one.role], one.role)]
        inputs = expected.resource.inputs
        as_found = tuple(AsFound(name.name, name.live, digest(inputs.get(name.name))) for name in properties)
        adopted.append(replace(one, as_found=as_found))
        kept += properties
    beside = tuple(one.id.partition("/")[2] for one in graph.resources if one.id.partition("/")[2] not in live_by_role)
    return Taken(tuple(adopted), tuple(kept), beside)


def named_graph(
    event: EventType, environment: Environment, policies: Policies, adopted: Iterable[Adopted]
) -> ResourceGraph:
    """The graph that takes over these resources, and would make of them what its definition asks for."""
    there = replace(environment, adopted={**environment.adopted, event.name: tuple(adopted)})
    return compile_graph(event, there, policies)


def _kept(expected: Expected, live: LiveObject, role: str) -> Iterator[Kept]:
    """Every property that the graph would change, or of which nobody can say so before it is applied."""
    kind, inputs = expected.kind, inputs_of(expected.kind, live.properties)
    changed = {_property(kind.properties, one.path) for one in drifts(expected, live)}
    unknown = {name for name, value in expected.values.items() if has_unknown(value)}
    replacing = {
        _property(kind.properties, one.path)
        for one in differences(kind, live.properties, expected.values)
        if one.replaces
    }
    for name in sorted(changed | unknown):
        wanted = None if name in unknown else expected.values.get(name)
        yield Kept(role, name, inputs.get(name), wanted, name in unknown, name in replacing)


def _property(rules: Mapping[str, Any], path: str) -> str:
    """The property, as graphs spell it, that a path on the wire begins with."""
    first = path.partition(".")[0].partition("[")[0]
    return next((name for name in rules if camel(name) == first), first)
