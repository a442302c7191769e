"""Where in a schema, as its author wrote it, the field stands that a comparison speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.names import full_name, named
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


def dotted(steps: Iterable[Step]) -> str:
    """The steps as `address.lines[]`, `extra{}.since`, `payment<Card>.number`, in the reader's names."""
    found = ""
    for step in steps:
        match step.kind:
            case "field":
                name = str(step.writer if step.reader is None else step.reader)
                found = f"{found}.{name}" if found else name
            case "branch":
                found += step.label and f"<{step.label}>"
            case _:
                found += "[]" if step.kind == "items" else "{}"
    return found


class Places:
    """The places in one legal schema."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._definitions = {name: (kind, path, space) for name, kind, path, space in named_types(schema, (), "")}
        self._indexes: dict[int, dict[str, int]] = {}

    def at(self, steps: Iterable[tuple[str, str | int | None]], part: str = "") -> Path:
        """Keys and indexes from the root to the field that the last of `steps` is in; () for the root itself, and the
        `fields` of the record where it has no such field. `part`: a key of the type there, such as `symbols`, if that
        is written."""
        place: Path = ()
        kind, path, space = self._settled(self._schema, (), "")
        for what, key in steps:
            if what == "field":
                if key is None:
                    return (*path, "fields")
                space = named(kind, space)[1]
                index = self._index(kind, str(key))
                place = (*path, "fields", index)
                kind, path = kind["fields"][index]["type"], (*place, "type")
            elif what == "branch":
                if key is not None:
                    kind, path = kind[key], (*path, key)
            else:
                kind, path = kind[what], (*path, what)
            kind, path, space = self._settled(kind, path, space)
        return (*path, part) if part and isinstance(kind, Mapping) and part in kind else place

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
