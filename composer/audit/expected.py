"""What graphs say about live objects: their ids and values, with references filled in as far as that can be known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.graph import json_text
from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.unknown_values import UNKNOWN, is_unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.kinds import Kind
    from composer.live.live_objects import LiveObject
    from composer.model import Cell


@dataclass(frozen=True, slots=True)
class Expected:
    """One resource as it should be: `values` are its inputs with the project and region of its cell, `object_id` what
    it is called live (None: that cannot be known, since its server made the id and nothing like it was seen)."""

    owner: str
    resource: Resource
    values: Mapping[str, Any]
    object_id: str | None

    @property
    def kind(self) -> Kind:
        """The kind that it is of."""
        return KINDS[self.resource.type]


class Expectations:
    """Resources of graphs by id. References are filled in from other resources here, and from what is live."""

    def __init__(self, live: Mapping[tuple[str, str], LiveObject]) -> None:
        self._live = live
        self._by_identity = {
            identity(KINDS[token], one.properties): one
            for (token, _), one in live.items()
            if KINDS[token].server_made_id
        }
        self._resources: dict[str, tuple[str, Resource, Cell]] = {}
        self._expected: dict[str, Expected] = {}
        self._shared: set[str] = set()
        self._others = self

    def add(self, graphs: Iterable[tuple[ResourceGraph, Cell]]) -> None:
        """Take in graphs with their cells."""
        for graph, cell in graphs:
            for resource in graph.resources:
                self._resources[resource.id] = graph.owner, resource, cell
                self._expected.pop(resource.id, None)

    def share(self, others: Expectations, owners: Collection[str]) -> None:
        """Take in what others expect of these owners: the very same, down to what it refers to."""
        self._others = others
        for name, there in others._resources.items():
            if there[0] in owners:
                self._resources[name] = there
                self._shared.add(name)

    def of(self, resource_id: str) -> Expected:
        """The object that is expected of a resource."""
        if resource_id in self._shared:
            return self._others.of(resource_id)
        there = self._expected.get(resource_id)
        if there is None:
            owner, resource, cell = self._resources[resource_id]
            there = self._expected[resource_id] = self._made(owner, resource, cell)
        return there

    def __contains__(self, resource_id: str) -> bool:
        """True if there is such a resource."""
        return resource_id in self._resources

    def __iter__(self) -> Iterator[Expected]:
        """Everything, in the order of graphs."""
        return (self.of(name) for name in self._resources)

    def of_kinds(self, tokens: Collection[str], only: Collection[str] | None = None) -> Iterator[Expected]:
        """Everything of these kinds, or of it what has one of these ids; what else there is is not even resolved,
        unless they refer to it."""
        return (
            self.of(name)
            for name, (_, resource, _) in self._resources.items()
            if resource.type in tokens and (only is None or name in only)
        )

    def _made(self, owner: str, resource: Resource, cell: Cell) -> Expected:
        kind = KINDS[resource.type]
        given = {"project": cell.project, "region": cell.region}
        values = {name: value for name, value in given.items() if name in kind.properties}
        values |= {name: self._filled(value) for name, value in resource.inputs.items()}
        if not kind.server_made_id:
            return Expected(owner, resource, values, fill(kind.id, kind, given | values))
        live = self._by_identity.get(identity(kind, values))
        return Expected(owner, resource, values, live.id if live is not None else None)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return self._output(value["$ref"], value["output"])
        if "$join" in value:
            parts = [self._filled(part) for part in value["$join"]]
            return "".join(parts) if all(isinstance(part, str) for part in parts) else dict(UNKNOWN)
        if "$json" in value:
            inner = self._filled(value["$json"])
            return dict(UNKNOWN) if has_unknown(inner) else json_text(inner)
        return {name: self._filled(inner) for name, inner in value.items()}

    def _output(self, resource_id: str, output: str) -> Any:
        if resource_id not in self._resources:
            return dict(UNKNOWN)
        other = self.of(resource_id)
        if output == "id":
            return other.object_id or dict(UNKNOWN)
        if output in other.values:
            return other.values[output]
        live = self._live.get((other.resource.type, other.object_id or ""))
        if live is not None and output in live.assigned:
            return live.assigned[output]
        rule = other.kind.properties.get(output)
        if rule is None or not rule.value or other.object_id is None:
            return dict(UNKNOWN)
        text = fill(rule.value, other.kind, {**other.values, "id": other.object_id})
        return dict(UNKNOWN) if text is None else text


def has_unknown(value: Any) -> bool:
    """True if something in a value is not known."""
    if isinstance(value, dict):
        return is_unknown(value) or any(map(has_unknown, value.values()))
    return isinstance(value, list) and any(map(has_unknown, value))


def identity(kind: Kind, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that tell objects apart whose ids their servers make: a property or labels, with the type of a channel
    and the parent of a tag."""
    if not kind.server_made_id:
        return (kind.token, str(values.get("project")), "")
    name, _, inner = kind.identified_by.partition(".")
    value = values.get(name)
    if inner:
        document = json.loads(value) if isinstance(value, str) else {}
        value = document.get(inner)
    around = (values.get(one) for one in ("type", "taxonomy") if one in kind.properties)
    return (kind.token, str(values.get("project")), json.dumps(value, sort_keys=True), *map(str, around))
