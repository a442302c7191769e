"""Where what a waiver is about stands in a definition, or stood in one that was released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.documents import marks
from composer.model.waiver import Waiver, is_at
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.model import Avro

FIELDS = "fields."


def was_released(waiver: Waiver, versions: Callable[[str], Iterable[Avro]]) -> bool:
    """True if a change may be about what its path names: a resource, or a field that was released and has gone."""
    if not waiver.rule.of_change:
        return False
    name = waiver.path.removeprefix(FIELDS)
    if name == waiver.path:
        return True
    released = (leaf.name for schema in versions(waiver.event_type) for leaf in leaves(schema))
    return any(is_at(field_name, name) for field_name in released)


def places_of(waiver: Waiver, definitions: Mapping[str, Document]) -> frozenset[tuple[int, int]] | None:
    """Every place at or below the waiver's path, as line and column; None if there is no such path."""
    document = definitions.get(waiver.event_type)
    if document is None or not waiver.path:
        return None
    paths = _paths(waiver.path, document)
    below = (mark for path in paths if (mark := marks.at(document.marks, path)) is not None)
    return frozenset(place for mark in below for place in marks.starts(mark)) if paths else None


def _paths(target: str, document: Document) -> tuple[Path, ...]:
    """The places of what a waiver names: a field, all fields of a record, or another value; nothing if nowhere."""
    if target.startswith(FIELDS):
        name = target.removeprefix(FIELDS)
        return tuple(("schema", *one.path) for one in leaves(document.value["schema"]) if is_at(one.name, name))
    path: Path = ()
    value = document.value
    for step in target.split("."):
        if not isinstance(value, dict) or step not in value:
            return ()
        path, value = (*path, step), value[step]
    return (path,)
