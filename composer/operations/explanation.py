"""Why a settled value or a resource is what it is: lookups of reasons, and of what depends on what."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from composer import pipeline
from composer.capacity.bucket_timeline import timeline
from composer.facets import facets_of
from composer.facets.facet_context import Context
from composer.graph import PLATFORM, dependencies
from composer.graph.properties import ABSENT, dotted
from composer.graph_checks.alert_recipients import tellings
from composer.kinds import KINDS
from composer.model.lifecycle import states_of
from composer.plans import alterations, provenance
from composer.plans.settled_values import simple, value_at
from composer.slo.metric_units import unit_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.capacity.bucket_timeline import Timeline
    from composer.graph import Resource
    from composer.graph.properties import Path
    from composer.graph_checks.alert_recipients import AlertRecipients
    from composer.model import EventType, Reason
    from composer.stages import Checked
    from composer.units import Unit


@dataclass(frozen=True, slots=True)
class Value:
    """One settled value with its reason; `used_in` are the properties of resources that come from it."""

    path: Path
    value: Any
    reason: Reason
    used_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a resource: its value, whether it can be changed in place, the settled values behind it, and
    what a number counts, where the rules of its kind say so."""

    path: Path
    value: Any
    immutable: bool
    causes: tuple[Value, ...]
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class ResourceExplained:
    """One resource: the facet (or platform) that makes it, its inputs, and its neighbours."""

    resource: Resource
    facet: str
    environment: str
    inputs: tuple[Input, ...]
    needs: tuple[str, ...]
    needed_by: tuple[str, ...]
    causes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class EventTypeShown:
    """One Event Type with everything settled, each value with its reason, the resources it gets, who is told when
    its delivery breaks, and the way of a bucket, where its buckets are still closed."""

    event: EventType
    file: str
    environment: str
    values: tuple[Value, ...]
    resources: tuple[Resource, ...]
    alerts: tuple[AlertRecipients, ...]
    timeline: Timeline | None


def shown(checked: Checked, name: str) -> EventTypeShown:
    """The Event Type. Raises KeyError for a name that nothing has."""
    event = checked.event_types[name]
    graphs = pipeline.build(checked, [name])
    graph = graphs[name]
    values = tuple(_value(checked, event, path) for path in settled_paths(event))
    environment = checked.environment
    keeper = environment.keeper(environment.cell_of(name).project)
    alerts = tellings(event, graph, graphs[f"{PLATFORM}{keeper.name}"], checked.policies)
    closes = event.lifecycle.state in states_of("processing")
    return EventTypeShown(
        event,
        checked.documents[name].file,
        checked.environment.name,
        values,
        graph.resources,
        alerts,
        timeline(event, checked.policies.sizing) if closes else None,
    )


def settled_paths(event: EventType) -> list[Path]:
    """Every path that has a value of its own, in the order of the model."""
    order = {field.name: index for index, field in enumerate(fields(event))}
    return sorted(event.because, key=lambda path: order.get(str(path[0]), len(order)))


def known_paths(checked: Checked, event: EventType) -> list[Path]:
    """Every path that can be explained: the values of the Event Type, and the facts that it may come from."""
    facts: tuple[tuple[str, Any], ...] = (
        (provenance.ENVIRONMENT, checked.environment),
        (provenance.POLICY, checked.policies),
    )
    return [*settled_paths(event), *((first, *path) for first, one in facts for path in alterations.parts(one))]


def value(checked: Checked, name: str, path: Path) -> tuple[Value, ...]:
    """The settled values at and below a path, with what they are used for; none if there is no such path."""
    event = checked.event_types[name]
    paths = [one for one in known_paths(checked, event) if one[: len(path)] == path] or [
        one for one in settled_paths(event) if path[: len(one)] == one and value_at(event, path) is not ABSENT
    ]
    uses = _uses(checked, event)
    return tuple(_value(checked, event, one, uses) for one in paths)


def resource(checked: Checked, owner: str, role: str) -> ResourceExplained | None:
    """One resource of an Event Type or of what those of a cell share; None if there is none of that role."""
    event = checked.event_types.get(owner)
    graphs = pipeline.build(checked, None if event is None else [owner])
    graph = graphs[owner]
    target = next((one for one in graph.resources if one.role == role), None)
    if target is None:
        return None
    everywhere = [one for other in graphs.values() for one in other.resources]
    sources = provenance.sources(event, checked.environment, checked.policies) if event else {}
    kind, metrics = KINDS.get(target.type), checked.policies.metrics_by_type
    return ResourceExplained(
        resource=target,
        facet=_facet(checked, event, target.id) if event else owner.partition(":")[0],
        environment=checked.environment.name,
        inputs=tuple(
            Input(
                path,
                inner,
                kind is not None and kind.immutable(path),
                _behind(checked, event, sources, role, path),
                unit_at(kind, target.inputs, path, metrics),
            )
            for path, inner in _inputs((), target.inputs)
        ),
        needs=tuple(sorted(dependencies(target))),
        needed_by=tuple(sorted(one.id for one in everywhere if target.id in dependencies(one))),
        causes=_behind(checked, event, sources, role, ()),
    )


def roles(checked: Checked, owner: str) -> list[str]:
    """The roles of an owner's resources."""
    names = [owner] if owner in checked.event_types else []
    return [one.role for one in pipeline.build(checked, names)[owner].resources]


def _inputs(path: Path, node: Any) -> Iterator[tuple[Path, Any]]:
    """Inputs down to what people set one by one: blocks key by key, JSON documents by their upper two levels."""
    inside = node["$json"] if isinstance(node, dict) and "$json" in node else node
    atom = not isinstance(inside, dict) or not inside or {"$ref", "$join"} & inside.keys()
    if atom or len(path) > 2:
        yield path, node
        return
    for key in sorted(inside):
        yield from _inputs((*path, key), inside[key])


def _behind(
    checked: Checked, event: EventType | None, sources: provenance.Sources, role: str, path: Path
) -> tuple[Value, ...]:
    if event is None:
        return ()
    exact = (
        sources.get((provenance.kind_of_role(role), path), ()) if not path else provenance.causes(sources, role, path)
    )
    return tuple(_value(checked, event, one) for one in exact)


def _uses(checked: Checked, event: EventType) -> Mapping[Path, list[str]]:
    uses: dict[Path, list[str]] = {}
    if event.name in checked.blocked:
        return uses
    for (role, path), paths in provenance.sources(event, checked.environment, checked.policies).items():
        for one in paths:
            what = dotted(path) or "(whether it is there)"
            uses.setdefault(one, []).append(f"{event.name}/{role} {what}")
    return uses


def _value(checked: Checked, event: EventType, path: Path, uses: Mapping[Path, list[str]] | None = None) -> Value:
    reason = provenance.reason(event, checked.environment, checked.policies, path)
    if reason is None:
        raise KeyError(dotted(path))
    used = sorted((uses or {}).get(path) or (uses or {}).get(path[:1] if path[0] == "fields" else path, []))
    if path[0] in {provenance.ENVIRONMENT, provenance.POLICY}:
        current = checked.environment if path[0] == provenance.ENVIRONMENT else checked.policies
        for step in path[1:]:
            current = getattr(current, str(step))
    else:
        current = value_at(event, path)
    return Value(path, simple(current), reason, tuple(used))


def _facet(checked: Checked, event: EventType, resource_id: str) -> str:
    environment = checked.environment
    context = Context(event, environment, environment.cell(event.cell), checked.policies)
    for name, facet in facets_of(event.lifecycle.state):
        if any(one.id == resource_id for one in facet.resources(context)):
            return name
    return ""
