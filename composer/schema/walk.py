"""Walking Avro schemas: leaves with their annotations, and schemas without what is only ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.schema.avro_names import full_name, named

Path = tuple[str | int, ...]

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
AVRO_ATTRIBUTES = frozenset(
    {
        "type",
        "name",
        "namespace",
        "aliases",
        "fields",
        "default",
        "symbols",
        "items",
        "values",
        "size",
        "logicalType",
        "precision",
        "scale",
        "order",
        "doc",
    }
)
"""Attributes that the Avro 1.11 specification gives a meaning; all others are annotations."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that holds more than records: its dotted name (`address.city`), where it stands, and its annotation.

    `[]` after a name stands for the items of an array, `{}` for the values of a map. A record that is used again by its
    name has leaves there, too, which stand where it is defined. A map of records is a leaf itself, for its keys, and a
    union of records and something else, for the rest. `deprecated` is that of the field, or of a record around it, as
    it is written. `repeats`: what the leaves of a record begin with that stands here once more and is not walked
    through again; None for all other leaves.
    """

    name: str
    path: Path
    semantic: str | None
    deprecated: Any = None
    repeats: str | None = None


MAX_FIELDS = 10_000
"""Fields after which records that are used again are not walked through again; as many columns as a table may have."""


def leaves(schema: Mapping[str, Any]) -> tuple[Leaf, ...]:
    """Every leaf of a record, in order of appearance."""
    return leaves_and_unheard(schema)[0]


def leaves_and_unheard(schema: Mapping[str, Any]) -> tuple[tuple[Leaf, ...], tuple[Leaf, ...]]:
    """The leaves, and fields that are none and annotated all the same: nobody asks them."""
    walk = _Leaves()
    all_leaves = tuple(walk.of(_Record(schema, (), "", _full(schema, "")), None, ()))
    return all_leaves, tuple(walk.unheard)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record where it is used: its definition and where that stands, what its leaves begin with, its full name and
    the namespace inside it."""

    definition: Mapping[str, Any]
    path: Path
    prefix: str
    qualified_name: tuple[str, str]

    @property
    def full(self) -> str:
        return self.qualified_name[0]


class _Leaves:
    """One walk: the records defined so far, how many fields were seen, and those that are annotated for nothing."""

    def __init__(self) -> None:
        self.named_records: dict[str, _Record] = {}
        self.seen = 0
        self.unheard: list[Leaf] = []

    def of(self, record: _Record, above: Any, within: tuple[str, ...]) -> Iterator[Leaf]:
        fields = record.definition.get("fields")
        if not isinstance(fields, list):
            return
        self.named_records.setdefault(record.full, record)
        within = (*within, record.full)
        for index, field in enumerate(fields):
            if not isinstance(field, Mapping):
                continue
            self.seen += 1
            here = (*record.path, "fields", index)
            name = f"{record.prefix}{field.get('name', '?')}"
            deprecated = field.get("deprecated", above)
            inside: list[Leaf] = []
            rest, only_records, repeats = False, False, None
            for nested in self.held(field.get("type"), (*here, "type"), name, record.qualified_name[1]):
                if nested is None:
                    rest = True
                elif nested.full in within or (nested.full in self.named_records and self.seen > MAX_FIELDS):
                    rest, repeats = True, self.named_records[nested.full].prefix
                else:
                    only_records = True
                    inside += self.of(nested, deprecated, within)
            semantic = field.get("semantic")
            own = Leaf(name, here, semantic if isinstance(semantic, str) else None, deprecated, repeats)
            if rest or not only_records:
                yield own
            elif "semantic" in field:
                self.unheard.append(own)
            yield from inside

    def held(self, kind: Any, path: Path, name: str, space: str) -> Iterator[_Record | None]:
        """Records directly inside a type: itself, or below unions, arrays and maps; None for anything else."""
        if isinstance(kind, str):
            record = self.named_records.get(full_name(kind, space)) if kind not in PRIMITIVES else None
            if record is not None:
                yield _Record(record.definition, record.path, f"{name}.", record.qualified_name)
            elif kind != "null":
                yield None
        elif isinstance(kind, list):
            for index, branch in enumerate(kind):
                yield from self.held(branch, (*path, index), name, space)
        elif isinstance(kind, Mapping):
            match kind.get("type"):
                case "record":
                    yield _Record(kind, path, f"{name}.", _full(kind, space))
                case "array":
                    yield from self.held(kind.get("items"), (*path, "items"), f"{name}[]", space)
                case "map":
                    yield None
                    yield from self.held(kind.get("values"), (*path, "values"), f"{name}{{}}", space)
                case Mapping() | list() as inner:
                    yield from self.held(inner, (*path, "type"), name, space)
                case _:
                    yield None


def _full(record: Mapping[str, Any], space: str) -> tuple[str, str]:
    """As `named`, also for a record that has no name."""
    return named(record, space) if isinstance(record.get("name"), str) else (f"?{id(record)}", space)


@dataclass(frozen=True, slots=True)
class AnyField:
    """A field, whatever it holds: its dotted name as that of leaves, where it stands, and the fields of its record."""

    name: str
    path: Path
    field: Mapping[str, Any]
    beside: tuple[Mapping[str, Any], ...]


def every_field(schema: Mapping[str, Any]) -> Iterator[AnyField]:
    """Every field of a legal record schema, each before those inside it."""
    yield from _every(schema, (), "")


def _every(record: Mapping[str, Any], path: Path, prefix: str) -> Iterator[AnyField]:
    beside = tuple(record["fields"])
    for index, field in enumerate(beside):
        here, name = (*path, "fields", index), f"{prefix}{field['name']}"
        yield AnyField(name, here, field, beside)
        for inner, inner_path, inner_name in _records(field["type"], (*here, "type"), name):
            yield from _every(inner, inner_path, f"{inner_name}.")


def is_null(kind: Any) -> bool:
    """True if a type is null, also where it is written as `{type: null}`."""
    while isinstance(kind, Mapping):
        kind = kind.get("type")
    return bool(kind == "null")


def _records(kind: Any, path: Path, name: str) -> Iterator[tuple[Mapping[str, Any], Path, str]]:
    """Record definitions directly inside a type: itself, or below unions, arrays and maps."""
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from _records(branch, (*path, index), name)
    elif isinstance(kind, Mapping):
        match kind.get("type"):
            case "record":
                yield kind, path, name
            case "array":
                yield from _records(kind.get("items"), (*path, "items"), f"{name}[]")
            case "map":
                yield from _records(kind.get("values"), (*path, "values"), f"{name}{{}}")
            case Mapping() | list() as inner:
                yield from _records(inner, (*path, "type"), name)


def without_annotations(schema: Any, drop: frozenset[str] = frozenset()) -> Any:
    """The schema with Avro's own attributes only, less those in `drop`; defaults are left as they are."""
    return only(schema, AVRO_ATTRIBUTES - drop)


def without_annotations_each(
    schemas: Iterable[Mapping[str, Any]], drop: frozenset[str] = frozenset()
) -> tuple[dict[str, Any], ...]:
    """As `without_annotations` of each record; a field that is one object in several of them is one here."""
    bare: dict[int, tuple[Any, Any]] = {}

    def field(one: Any) -> Any:
        if id(one) not in bare:
            bare[id(one)] = one, without_annotations(one, drop)
        return bare[id(one)][1]

    def record(schema: Mapping[str, Any]) -> dict[str, Any]:
        stripped: dict[str, Any] = without_annotations({**schema, "fields": []}, drop)
        return stripped | {"fields": [field(one) for one in schema["fields"]]}

    return tuple(record(one) if "fields" in one else without_annotations(one, drop) for one in schemas)


def only(schema: Any, attributes: frozenset[str]) -> Any:
    """The schema with these attributes only."""
    # every released version of every Event Type comes through here: exact types first, names without a call
    kind = type(schema)
    if kind is str:
        return schema
    if kind is list:
        return [branch if type(branch) is str else only(branch, attributes) for branch in schema]
    if kind is dict or isinstance(schema, Mapping):
        return {
            key: only(value, attributes) if key in _INSIDE and type(value) is not str else value
            for key, value in schema.items()
            if key in attributes
        }
    return schema


_INSIDE = frozenset({"type", "items", "values", "fields"})
