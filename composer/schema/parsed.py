"""Legal Avro schemas as linked types, with every name resolved; what versions share is parsed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import full_name, named, type_aliases
from composer.schema.logical import Logical, logical
from composer.schema.walk import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True, eq=False)
class Primitive:
    """One of Avro's eight primitive types. Types are compared by identity: equal parts of versions are one object."""

    type: str
    logical: Logical | None = None


@dataclass(slots=True, eq=False)
class Array:
    """A list of `items`."""

    items: Type
    type: str = "array"


@dataclass(slots=True, eq=False)
class Map:
    """A map from strings to `values`."""

    values: Type
    type: str = "map"


@dataclass(slots=True, eq=False)
class Union:
    """Alternatives; `index` finds a branch by its full name, or its type if it has none."""

    branches: tuple[Type, ...]
    index: dict[str, int]
    type: str = "union"


@dataclass(slots=True, eq=False)
class Enum:
    """Named symbols, in their order; `default` stands in for symbols a reader does not know."""

    name: str
    aliases: frozenset[str]
    symbols: tuple[str, ...]
    default: str | None
    type: str = "enum"


@dataclass(slots=True, eq=False)
class Fixed:
    """A named type of exactly `size` bytes."""

    name: str
    aliases: frozenset[str]
    size: int
    logical: Logical | None
    type: str = "fixed"


@dataclass(slots=True, eq=False)
class Field:
    """A field of a record; what its default is does not matter here, only that a legal one is there."""

    name: str
    aliases: tuple[str, ...]
    type: Type
    has_default: bool


@dataclass(slots=True, eq=False)
class Record:
    """A record; `renamed` says whether any of its fields has an alias."""

    name: str
    aliases: frozenset[str]
    fields: dict[str, Field] = field(default_factory=dict)
    renamed: bool = False
    type: str = "record"


Named = Record | Enum | Fixed
Type = Primitive | Array | Map | Union | Record | Enum | Fixed

PLAIN = {name: Primitive(name) for name in sorted(PRIMITIVES)}


class Parser:
    """Parses the versions of one Event Type. A field that two versions write alike becomes one and the same object,
    so that comparing versions costs what differs between them.

    Only for legal schemas: see `composer.schema.avro.problems`.
    """

    def __init__(self) -> None:
        self._names: dict[str, Named] = {}
        self._defined: list[str] = []
        self._used: list[str] = []
        self._fields: dict[tuple[str, str], tuple[Any, Field, dict[str, Named]]] = {}
        self._primitives: dict[tuple[str, Logical | None], Primitive] = {}
        self.entangled = False
        """Whether a record was parsed in which a field has an alias that another field there has as its name."""

    def parse(self, schema: Any) -> Type:
        """The type that a schema describes."""
        self._names = {}
        self._defined = []
        self._used = []
        return self._type(schema, "")

    def _type(self, kind: Any, namespace: str) -> Type:
        if isinstance(kind, str):
            plain = PLAIN.get(kind)
            if plain is not None:
                return plain
            name = full_name(kind, namespace)
            self._used.append(name)
            return self._names[name]
        if isinstance(kind, list):
            branches = tuple(self._type(branch, namespace) for branch in kind)
            return Union(branches, {branch_key(branch): index for index, branch in enumerate(branches)})
        match kind["type"]:
            case "record" | "enum" | "fixed":
                return self._named(kind, namespace)
            case "array":
                return Array(self._type(kind["items"], namespace))
            case "map":
                return Map(self._type(kind["values"], namespace))
            case str() as primitive if primitive in PLAIN:
                return self._primitive(primitive, logical(kind))
            case inner:
                return self._type(inner, namespace)

    def _primitive(self, name: str, logical: Logical | None) -> Primitive:
        if logical is None:
            return PLAIN[name]
        return self._primitives.setdefault((name, logical), Primitive(name, logical))

    def _named(self, kind: Mapping[str, Any], namespace: str) -> Named:
        name, space = named(kind, namespace)
        aliases = type_aliases(kind, space)
        self._defined.append(name)
        match kind["type"]:
            case "enum":
                self._names[name] = Enum(name, aliases, tuple(kind["symbols"]), kind.get("default"))
            case "fixed":
                self._names[name] = Fixed(name, aliases, kind["size"], logical(kind))
            case _:
                # known before its fields are read, for they may refer to it
                self._names[name] = record = Record(name, aliases)
                for raw in kind["fields"]:
                    item = self._field(raw, name, space)
                    record.fields[item.name] = item
                    record.renamed = record.renamed or bool(item.aliases)
                if record.renamed:
                    taken = (one for item in record.fields.values() for one in item.aliases if one != item.name)
                    self.entangled = self.entangled or not record.fields.keys().isdisjoint(taken)
        return self._names[name]

    def _field(self, raw: Mapping[str, Any], record: str, namespace: str) -> Field:
        key = (record, raw["name"])
        seen = self._fields.get(key)
        if seen is not None and (seen[0] is raw or seen[0] == raw):
            self._names.update(seen[2])
            self._defined.extend(seen[2])
            return seen[1]
        defined, used = len(self._defined), len(self._used)
        item = Field(raw["name"], tuple(raw.get("aliases") or ()), self._type(raw["type"], namespace), "default" in raw)
        inside = {name: self._names[name] for name in self._defined[defined:]}
        # a name from outside may stand for something else in another version
        if all(name in inside for name in self._used[used:]):
            self._fields[key] = (raw, item, inside)
        return item


def branch_key(branch: Type) -> str:
    """The key that tells a branch of a union apart."""
    return branch.name if isinstance(branch, Record | Enum | Fixed) else branch.type


def type_text(kind: Type, depth: int = 2) -> str:
    """A type as people read it: `array of long`, `enum com.example.Colour`, `union of null, decimal(9, 2)`."""
    match kind:
        case Primitive(type=name, logical=logical):
            return f"{name} ({logical})" if logical else name
        case Record(name=name) | Enum(name=name):
            return f"{kind.type} {name}"
        case Fixed(name=name, size=size, logical=logical):
            return f"fixed {name} ({logical or f'{size} bytes'})"
        case Array(items=inner) | Map(values=inner):
            return f"{kind.type} of {type_text(inner, depth - 1)}" if depth else kind.type
        case Union(branches=branches):
            return f"union of {', '.join(type_text(branch, depth - 1) for branch in branches)}" if depth else "union"
