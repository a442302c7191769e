"""Misspelt keys of a schema, read as what was meant: one mistake is told once, as what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.documents.document import Misspelt
from composer.documents.marks import inside, with_inside
from composer.schema.attributes import FIELD, PLAIN, TYPE, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from composer.documents import Document, Path
    from composer.documents.marks import Mark

_TYPES = ("type", "items", "values")


def as_meant(document: Document) -> Document:
    """The document with every key of its `schema` that misspells one that is not there under the name that was meant,
    at the place where it was written. What was misspelt is remembered."""
    schema = document.value.get("schema") if isinstance(document.value, dict) else None
    misspelt = [*_of_type(schema, ("schema",))]
    if not misspelt:
        return document
    value = {key: _copied(inner) if key == "schema" else inner for key, inner in document.value.items()}
    marks = _copied_mark(document.marks)
    for one in misspelt:
        _rename(value, one, lambda one: one)
        _rename(marks, one, inside)
    return replace(document, value=value, marks=marks, misspelt=tuple(misspelt))


def _of_type(kind: Any, path: Path) -> Iterator[Misspelt]:
    """The misspelt keys in a type and inside it, the outermost first; paths are of what was meant."""
    if isinstance(kind, list):
        for index, branch in enumerate(kind):
            yield from _of_type(branch, (*path, index))
    elif isinstance(kind, dict):
        part = yield from _of_part(kind, path, field=False)
        for name in _TYPES:
            yield from _of_type(part.get(name), (*path, name))
        fields = part.get("fields")
        for index, field in enumerate(fields if isinstance(fields, list) else ()):
            if isinstance(field, dict):
                here = (*path, "fields", index)
                inner = yield from _of_part(field, here, field=True)
                yield from _of_type(inner.get("type"), (*here, "type"))


def _of_part(part: Mapping[str, Any], path: Path, *, field: bool) -> Generator[Misspelt, None, Mapping[str, Any]]:
    """Yields the misspelt keys of one mapping; returns it as it was meant. Its `type` first: it says which keys there
    are."""
    for keys in ({"type"}, None):
        kind = part.get("type")
        read = FIELD if field else TYPE.get(kind, PLAIN) if isinstance(kind, str) else PLAIN
        for key in part:
            near = "" if key in read or not isinstance(key, str) else meant(key, part, read, field=field)
            if near and near not in part and (keys is None or near in keys):
                part = {near if one == key else one: value for one, value in part.items()}
                yield Misspelt((*path, near), key)
    return part


def _copied(value: Any) -> Any:
    """A copy of plain values: what was read stays as it was."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _copied_mark(mark: Mark) -> Mark:
    below = inside(mark)
    if isinstance(below, dict):
        return with_inside(mark, {key: _copied_mark(inner) for key, inner in below.items()})
    return with_inside(mark, [_copied_mark(inner) for inner in below]) if below is not None else mark


def _rename(root: Any, misspelt: Misspelt, within: Callable[[Any], Any]) -> None:
    """Call a key as it was meant, in its order. `within`: where a value, or its mark, has what is in it."""
    *way, meant_key = misspelt.path
    around = root
    for step in way:
        around = within(around)[step]
    keys = within(around)
    renamed = [(meant_key if key == misspelt.written else key, inner) for key, inner in keys.items()]
    keys.clear()
    keys.update(renamed)
