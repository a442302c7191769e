"""Which settled values a resource comes from: found by changing one value at a time and compiling again.

No facet keeps a list of what it reads, and none can get it wrong: what a value influences is what changes with it.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.diagnostics import Span
from composer.facets import compile_graph
from composer.graph import PLATFORM, Resource
from composer.graph.properties import compare
from composer.model import Cell, Reason, State
from composer.model.storage.lookup import settled_type
from composer.plans.alterations import OTHER, altered_at, other_fact, other_meanings, parts
from composer.schema.bigquery_columns import NotAColumnError
from composer.spec.storage import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph.properties import Path
    from composer.model import Environment, EventType, Policies

Sources = dict[tuple[str, "Path"], tuple["Path", ...]]
"""(role, property) → settled values it comes from. The property `()` is the resource's being there at all."""

ENVIRONMENT = "environment"
"""First step of the paths of values that come from the environment file."""
POLICY = "policy"
"""First step of the paths of values that come from policy files, and that no Event Type can set."""
VERSIONS = ("versions",)
STATE = ("lifecycle", "state")
KIND = ("storage", "kind")


def sources(event: EventType, environment: Environment, policies: Policies) -> Sources:
    """For every property of every resource of this Event Type the settled values that it changes with."""
    home = environment.cell(event.cell)
    elsewhere = Cell(OTHER, f"{home.project}-{OTHER}", f"{home.project_number}0", f"{home.region}0")
    environment = replace(environment, cells=(*environment.cells, elsewhere))
    usual = _by_role(event, environment, policies)
    paths_by_property: dict[tuple[str, Path], list[Path]] = {}
    for path, altered, where, by in _alterations(event, environment, policies):
        if altered == event and where == environment and by == policies:
            continue
        with contextlib.suppress(NotAColumnError):  # a table may be as wide as there can be
            for key in dict.fromkeys(_touched(usual, _by_role(altered, where, by))):
                paths_by_property.setdefault(key, []).append(path)
    for key in dict.fromkeys(_of_the_storage(event, environment, policies)):
        paths_by_property.setdefault(key, []).insert(0, KIND)
    for key in _of_the_state(event, environment, policies, usual):
        if STATE not in paths_by_property.setdefault(key, []):
            paths_by_property[key].append(STATE)
    return {key: tuple(paths) for key, paths in paths_by_property.items()}


def _of_the_storage(event: EventType, environment: Environment, policies: Policies) -> Iterator[tuple[str, Path]]:
    """Differences between the storages: for a schema without fields, since only one of them may hold this one's."""
    bare = replace(event, schema={**event.schema, "fields": _ANY}, versions=(), fields=(), dedupe=None)
    usual, *others = (
        _by_role(replace(bare, storage=settled_type(kind).simplest(event.storage)), environment, policies)
        for kind in sorted(KINDS, key=lambda kind: kind != event.storage.kind)
    )
    for other in others:
        yield from _touched(usual, other)


_ANY = ({"name": "any", "type": "string"},)


def _of_the_state(
    event: EventType, environment: Environment, policies: Policies, usual: Mapping[str, Resource]
) -> Iterator[tuple[str, Path]]:
    """Properties that are different while the Event Type runs and once it is archived, of what it has in both."""
    for state in {State.ACTIVE, State.ARCHIVED} - {event.lifecycle.state}:
        moved = replace(event, lifecycle=replace(event.lifecycle, state=state))
        yield from (key for key in _touched(usual, _by_role(moved, environment, policies)) if key[1])


def causes(known_sources: Sources, role: str, path: Path) -> tuple[Path, ...]:
    """The settled values behind one property and its parts; those behind the whole where it is not known itself."""
    target, role = coarse(path), kind_of_role(role)
    exact = known_sources.get((role, target))
    near = [
        paths
        for (other, name), paths in known_sources.items()
        if other == role and name and (name[: len(target)] == target or (exact is None and target[: len(name)] == name))
    ]
    return tuple(dict.fromkeys(one for paths in ((exact or ()), *near) for one in paths))


def coarse(path: Path) -> Path:
    """A property's path up to the first list of things with names: which it has is not what decides where they come
    from."""
    prefix: list[str | int] = []
    for step in path:
        if isinstance(step, str) and step.startswith("["):
            break
        prefix.append(step)
    return tuple(prefix)


def kind_of_role(role: str) -> str:
    """A role without the principal that it may end in: what is granted to one comes from where the others do."""
    return _PRINCIPAL.sub("", role)


def reason(event: EventType, environment: Environment, policies: Policies, path: Path) -> Reason | None:
    """The reason for a settled value; environment, policies and released versions included."""
    if path[0] == POLICY:
        return policies.places.get(".".join(map(str, path[1:]))) or Reason("stacks/policy")
    if path[0] == ENVIRONMENT:
        document = environment.written.get(environment.name)
        span = document.span(path[1:]) if document else Span(f"stacks/environments/{environment.name}.yaml")
        return Reason(f"environment {environment.name}", span.file, span.line, span.column)
    if path == VERSIONS:
        return Reason("the released versions beside the definition")
    if path == ("fields",):
        schema = event.because[("schema",)]
        return Reason("what its fields mean (`semantic`)", schema.file, schema.line, schema.column)
    for length in range(len(path), 0, -1):
        nearest = event.because.get(path[:length])
        if nearest:
            return nearest
    return None


_PRINCIPAL = re.compile(r"-(user|group|serviceAccount):.*$")


def _touched(usual: Mapping[str, Resource], other: Mapping[str, Resource]) -> Iterator[tuple[str, Path]]:
    for role in sorted({*usual, *other}):
        if role not in usual or role not in other:
            yield kind_of_role(role), ()
            continue
        for path in {coarse(change.path) for change in compare(usual[role], other[role], None)}:
            yield kind_of_role(role), path


def _by_role(event: EventType, environment: Environment, policies: Policies) -> dict[str, Resource]:
    """The resources, references to each other written without the name of the Event Type and of the cell."""
    graph = compile_graph(event, environment, policies)
    return {resource.role: replace(resource, inputs=_anonymous(resource.inputs)) for resource in graph.resources}


def _anonymous(value: Any) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            owner, _, role = value["$ref"].partition("/")
            return {**value, "$ref": f"{PLATFORM if owner.startswith(PLATFORM) else ''}/{role}"}
        return {key: _anonymous(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_anonymous(inner) for inner in value]
    return value


def _alterations(
    event: EventType, environment: Environment, policies: Policies
) -> Iterator[tuple[Path, EventType, Environment, Policies]]:
    yield ("cell",), replace(event, cell=OTHER), environment, policies
    yield ("fields",), other_meanings(event), environment, policies
    yield VERSIONS, replace(event, versions=(*event.versions, event.schema)), environment, policies
    for path in event.because:
        if path[0] not in {"cell", "fields"} and path != KIND:
            yield path, altered_at(event, path), environment, policies
    for first, facts in ((ENVIRONMENT, environment), (POLICY, policies)):
        for path in parts(facts):
            if first == POLICY or path[0] not in PLACES:
                yield (first, *path), event, *otherwise(environment, policies, first, path)


def otherwise(environment: Environment, policies: Policies, first: str, path: Path) -> tuple[Environment, Policies]:
    """Both, with another value of one part of one of them. `first`: ENVIRONMENT or POLICY."""
    if first == ENVIRONMENT:
        return altered_at(environment, path, other_fact), policies
    return environment, altered_at(policies, path, other_fact)


PLACES = frozenset({"cells", "placements"})
"""What of an environment is settled: as the `cell` of an Event Type, which is altered itself."""
