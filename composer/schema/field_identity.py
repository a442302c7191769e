"""When fields of two versions are the same one: asked by everything that follows a field through time.

A field is found by its path from the root. Two paths are one where the strictest storage makes them one: BigQuery and
Spark fold capital letters. Avro does not, and follows aliases instead, of the records around a field, too. So an older
field may live on in a newer schema in three ways (`How`), and all of them deliver what was written under its old name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from composer.schema.avro_names import full_name, named
from composer.schema.walk import MAX_FIELDS, PRIMITIVES, AnyField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from composer.schema.walk import Path

Value = TypeVar("Value")


def key(dotted: str) -> str:
    """The name of a path where capital letters make no difference. Names of Avro are ASCII."""
    return dotted.lower()


def by_key(named: Mapping[str, Value]) -> dict[str, Value]:
    """The same values by key; of paths that differ in capital letters only, the first."""
    keyed: dict[str, Value] = {}
    for name, value in named.items():
        keyed.setdefault(key(name), value)
    return keyed


class MatchedBy(StrEnum):
    """How a field of before lives on."""

    NAME = "name"
    """Under its own name."""
    ALIAS = "alias"
    """By an alias, its own or that of a record around it: readers of Avro find it, tables have another column."""
    CAPITALS = "capitals"
    """Under a name that differs in capital letters: one column of a table, and another field to Avro."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A field of the newer schema in which an older one lives on."""

    how: MatchedBy
    field: AnyField


@dataclass(frozen=True, slots=True)
class _Use:
    """A record where it is used: its definition, where that stands, and the namespace around it."""

    definition: Mapping[str, Any]
    path: Path
    space: str


class _Uses:
    """One walk through a legal schema: the named records so far, and how many fields were seen."""

    def __init__(self) -> None:
        self.named_records: dict[str, _Use] = {}
        self.seen = 0

    def record(self, use: _Use, prefix: str, above: tuple[str, ...]) -> Iterator[AnyField]:
        full, space = named(use.definition, use.space)
        self.named_records.setdefault(full, use)
        if full in above or self.seen > MAX_FIELDS:
            return
        beside = tuple(use.definition["fields"])
        for index, field in enumerate(beside):
            self.seen += 1
            name, here = f"{prefix}{field['name']}", (*use.path, "fields", index)
            yield AnyField(name, here, field, beside)
            for inner, inside in self.held(field["type"], (*here, "type"), name, space):
                yield from self.record(inner, f"{inside}.", (*above, full))

    def held(self, kind: Any, path: Path, name: str, space: str) -> Iterator[tuple[_Use, str]]:
        """Records directly inside a type, written out or by name, and what their fields are called after."""
        if isinstance(kind, str):
            use = self.named_records.get(full_name(kind, space)) if kind not in PRIMITIVES else None
            if use is not None:
                yield use, name
        elif isinstance(kind, list):
            for index, branch in enumerate(kind):
                yield from self.held(branch, (*path, index), name, space)
        else:
            match kind["type"]:
                case "record":
                    yield _Use(kind, path, space), name
                case "array":
                    yield from self.held(kind["items"], (*path, "items"), f"{name}[]", space)
                case "map":
                    yield from self.held(kind["values"], (*path, "values"), f"{name}{{}}", space)
                case "enum" | "fixed":
                    return
                case inner:
                    yield from self.held(inner, (*path, "type"), name, space)


class Fields:
    """The fields of one legal record schema, at every depth, in order; those of a record that is used again, there,
    too, until it would be inside itself."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.by_name: dict[str, AnyField] = {one.name: one for one in _Uses().record(_Use(schema, (), ""), "", ())}
        self.keys = frozenset(map(key, self.by_name))
        self._below: dict[str, list[AnyField]] = {}
        for one in self.by_name.values():
            self._below.setdefault(_above(one), []).append(one)
        self._heirs: dict[str, tuple[Successor, ...]] = {}

    @property
    def aliased(self) -> bool:
        """True if any field has an alias."""
        return any("aliases" in one.field for one in self.by_name.values())

    def heirs(self, name: str) -> tuple[Successor, ...]:
        """The fields that hold what an older version wrote as `name`, the one that Avro reads it into first."""
        heirs = self._heirs.get(name)
        if heirs is None:
            heirs = self._heirs[name] = tuple(self._find(name))
        return heirs

    def heir(self, name: str) -> AnyField | None:
        """The field that a reader of Avro finds it in; None where it would be lost."""
        return next((one.field for one in self.heirs(name) if one.how is not MatchedBy.CAPITALS), None)

    def _find(self, name: str) -> Iterator[Successor]:
        around, _, last = name.rpartition(".")
        own = last.rstrip("[]{}")
        fields_by_how: dict[MatchedBy, list[AnyField]] = {how: [] for how in MatchedBy}
        for above, before in self._around(around):
            for one in self._below.get(above, ()):
                how = _how(one, own)
                if how is not None:
                    fields_by_how[_weaker(how, before)].append(one)
        if fields_by_how[MatchedBy.NAME]:
            del fields_by_how[MatchedBy.CAPITALS]  # both are written side by side: two fields, as far as that goes
        yield from (Successor(how, one) for how, fields in fields_by_how.items() for one in fields)

    def _around(self, name: str) -> Iterable[tuple[str, MatchedBy]]:
        """The beginnings of fields in the records that `name` may be now."""
        if not name:
            return [("", MatchedBy.NAME)]
        bare = name.rstrip("[]{}")
        return [(f"{one.field.name}{name[len(bare) :]}.", one.how) for one in self.heirs(bare)]


def parent(name: str) -> str:
    """The field that the record of a field is in; "" at the root."""
    return name.rpartition(".")[0].rstrip("[]{}")


def former_paths(paths: Iterable[str], schema: Mapping[str, Any], former: Iterable[str]) -> dict[str, str]:
    """Path of now → the first of `former` paths (in their order) that is the same field, for those of `paths` that are
    not among `former` themselves."""
    former_names = set(former)
    now, new = Fields(schema), [path for path in paths if path not in former_names]
    if not new:
        return {}
    spelled = by_key({path: path for path in former_names})
    matched = {path: spelled[key(path)] for path in new if key(path) in spelled}
    for was in sorted(former_names):
        for heir in now.heirs(was):
            matched.setdefault(heir.field.name, was)
    return {path: matched[path] for path in new if path in matched}


def _above(one: AnyField) -> str:
    return one.name.removesuffix(one.field["name"])


def _how(one: AnyField, name: str) -> MatchedBy | None:
    if one.field["name"] == name:
        return MatchedBy.NAME
    if name in (one.field.get("aliases") or ()):
        return MatchedBy.ALIAS
    return MatchedBy.CAPITALS if key(one.field["name"]) == key(name) else None


def _weaker(one: MatchedBy, other: MatchedBy) -> MatchedBy:
    """Of two steps of one path, what the whole path is."""
    order = list(MatchedBy)
    return order[max(order.index(one), order.index(other))]
