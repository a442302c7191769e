"""Where in a schema, as its author wrote it, the field stands that a comparison speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import full_name, named
from composer.schema.walk import PRIMITIVES, Path

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Step:
    """One step inwards in both schemas: `kind` is "field", "items", "values" or "branch".

    `reader` and `writer` are the name of the field or the index of the branch in each; None where a side stays.
    """

    kind: str
    reader: str | int | None = None
    writer: str | int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """What of a type a difference is about: the first of `keys` that is written there, and in its list the `item`; for
    a `field`, keys of the field. "type" is the word, or the list, that says what the type is."""

    keys: tuple[str, ...] = ()
    item: Any = None
    field: bool = False


def dotted(steps: Iterable[Step]) -> str:
    """The steps as `address.lines[]`, `extra{}.since`, `payment<Card>.number`, in the reader's names."""
    path = ""
    for step in steps:
        match step.kind:
            case "field":
                name = str(step.writer if step.reader is None else step.reader)
                path = f"{path}.{name}" if path else name
            case "branch":
                path += step.label and f"<{step.label}>"
            case _:
                path += "[]" if step.kind == "items" else "{}"
    return path


class Places:
    """The places in one legal schema."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._definitions = {name: (kind, path, space) for name, kind, path, space in named_types(schema, (), "")}
        self._indexes: dict[int, dict[str, int]] = {}

    def at(self, steps: Iterable[tuple[str, str | int | None]], spot: Spot) -> Path:
        """Keys and indexes from the root to what has to be looked at, in the type that the last of `steps` leads to.

        As exact as it is written: without the key of the spot, the word that says what the type is; for a spot of a
        field, the field. Where the record has no such field, its `fields`.
        """
        place: Path = ()
        written: tuple[Any, Path] = self._schema, ()
        field: Any = self._schema
        kind, path, space = self._settled(self._schema, (), "")
        for what, key in steps:
            if what == "field":
                if key is None:
                    return (*path, "fields")
                space = named(kind, space)[1]
                index = self._index(kind, str(key))
                place, field = (*path, "fields", index), kind["fields"][index]
                written = field["type"], (*place, "type")
            elif what == "branch":
                if key is None:
                    continue
                written = kind[key], (*path, key)
            else:
                written = kind[what], (*path, what)
            kind, path, space = self._settled(*written, space)
        if spot.field:
            return _exactly(field, place, spot) or place
        return _exactly(kind, path, spot) or word(*written)

    def _index(self, record: Mapping[str, Any], name: str) -> int:
        """The number of a field. A wide record may be asked for each of its fields."""
        if id(record) not in self._indexes:
            self._indexes[id(record)] = {item["name"]: number for number, item in enumerate(record["fields"])}
        return self._indexes[id(record)][name]

    def _settled(self, kind: Any, path: Path, space: str) -> tuple[Any, Path, str]:
        """A type without what is written around it: names replaced by what they stand for."""
        while True:
            if isinstance(kind, str) and kind not in PRIMITIVES:
                kind, path, space = self._definitions[full_name(kind, space)]
            elif isinstance(kind, Mapping) and not _is_type(kind["type"]):
                kind, path = kind["type"], (*path, "type")
            else:
                return kind, path, space


def _exactly(part: Any, path: Path, spot: Spot) -> Path:
    """The spot in a type or a field; () where it is not written there."""
    key = next((key for key in spot.keys if key != "type" and isinstance(part, Mapping) and key in part), None)
    if key is None:
        return ()
    there = part[key]
    inside = isinstance(there, list) and spot.item in there
    return (*path, key, there.index(spot.item)) if inside else (*path, key)


def word(kind: Any, path: Path) -> Path:
    """Where it is said what a type is: the name, or the list of a union."""
    while isinstance(kind, Mapping):
        kind, path = kind["type"], (*path, "type")
    return path


def _is_type(written: Any) -> bool:
    return isinstance(written, str) and (
        written in PRIMITIVES or written in {"record", "enum", "fixed", "array", "map"}
    )


def named_types(kind: Any, path: Path = (), space: str = "") -> Iterator[tuple[str, Any, Path, str]]:
    """Every named type: its full name, its definition, where that stands, and the namespace around it."""
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from named_types(branch, (*path, index), space)
    elif isinstance(kind, Mapping):
        match kind["type"]:
            case "record" | "enum" | "fixed" as what:
                full, inside = named(kind, space)
                yield full, kind, path, space
                for index, item in enumerate(kind["fields"] if what == "record" else ()):
                    yield from named_types(item["type"], (*path, "fields", index, "type"), inside)
            case "array" | "map" as what:
                part = "items" if what == "array" else "values"
                yield from named_types(kind[part], (*path, part), space)
            case inner:
                yield from named_types(inner, (*path, "type"), space)
