"""What differs between two versions of a schema, in the words of those who write and read events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from composer.schema.compatibility import incompatibilities
from composer.schema.history import Direction
from composer.schema.matching import PROMOTIONS
from composer.schema.spoken import enums, optional, said
from composer.schema.walk import every_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.schema.findings import Incompatibility
    from composer.schema.walk import AnyField


class Bump(StrEnum):
    """Which part of a version number the change is worth. The values are stable."""

    NONE = "none"
    """Nothing differs."""
    PATCH = "patch"
    """Words and meanings: what is written stays the same."""
    MINOR = "minor"
    """Something new, or less, that every reader and every stored event lives with."""
    MAJOR = "major"
    """Some reader or some stored event is left behind: Pub/Sub refuses it, and so does `check`."""


class Edit(StrEnum):
    """What was done. The values are stable; words may change."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    DEPRECATED = "deprecated"
    REINSTATED = "reinstated"
    WIDENED = "widened"
    TYPE = "type"
    OPTIONAL = "optional"
    REQUIRED = "required"
    SYMBOLS = "symbols"
    DEFAULT = "default"
    MEANING = "meaning"
    DOC = "doc"
    NAME = "name"


WORDS_ONLY = frozenset({Edit.MEANING, Edit.DOC})
"""Edits after which the same bytes are written, and the same bytes can be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One difference: dotted path of the field ("" for the schema itself), and what it was and is, "" if nothing."""

    edit: Edit
    path: str
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changelog:
    """All differences in the order of the newer schema, what they are worth, and what they break in which direction."""

    entries: tuple[Entry, ...]
    bump: Bump
    breaks: tuple[tuple[Direction, Incompatibility], ...] = ()


def changelog(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changelog:
    """What became of `before`; both are legal record schemas with their annotations."""
    entries = (*_of_record(before, after), *_of_fields(before, after))
    broken = (
        *((Direction.READS, found) for found in incompatibilities(after, before)),
        *((Direction.WRITES, found) for found in incompatibilities(before, after)),
    )
    return Changelog(entries, _bump(entries, broken=bool(broken)), broken)


def _bump(entries: tuple[Entry, ...], *, broken: bool) -> Bump:
    if broken:
        return Bump.MAJOR
    if not entries:
        return Bump.NONE
    return Bump.PATCH if all(entry.edit in WORDS_ONLY for entry in entries) else Bump.MINOR


def _of_record(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Entry]:
    old, new = _full(before), _full(after)
    if old != new:
        yield Entry(Edit.NAME, "", old, new)
    if before.get("doc", "") != after.get("doc", ""):
        yield Entry(Edit.DOC, "", str(before.get("doc", "")), str(after.get("doc", "")))


def _full(schema: Mapping[str, Any]) -> str:
    space = schema.get("namespace")
    return f"{space}.{schema['name']}" if space and "." not in schema["name"] else str(schema["name"])


def _of_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Entry]:
    old = {one.name: one for one in every_field(before)}
    new = {one.name: one for one in every_field(after)}
    renamed = dict(_renamed(old, new))
    for name, one in new.items():
        source = old.get(name) or old.get(_origin(name, renamed))
        if source is None:
            if not _inside(name, new, old, renamed):
                yield Entry(Edit.ADDED, name, "", said(one.field["type"]), _default(one.field))
            continue
        if source.name != name and name in renamed:
            yield Entry(Edit.RENAMED, name, source.name, name)
        yield from _one(name, source.field, one.field)
    taken = set(renamed.values())
    for name, one in old.items():
        if name not in new and name not in taken and not _inside(name, old, new, {}) and not _moved(name, taken):
            yield Entry(Edit.REMOVED, name, said(one.field["type"]), "", _since(one.field))


def _renamed(old: Mapping[str, AnyField], new: Mapping[str, AnyField]) -> Iterator[tuple[str, str]]:
    """New name → old name, where an alias says so and the old one is gone."""
    for name, one in new.items():
        if name in old:
            continue
        prefix = name[: len(name) - len(one.field["name"])]
        for alias in one.field.get("aliases") or ():
            if f"{prefix}{alias}" in old and f"{prefix}{alias}" not in new:
                yield name, f"{prefix}{alias}"
                break


def _origin(name: str, renamed: Mapping[str, str]) -> str:
    """How a field was called before it, or the record around it, was renamed."""
    around = name
    while around:
        if around in renamed:
            return renamed[around] + name[len(around) :]
        around = _parent(around)
    return name


def _inside(name: str, here: Mapping[str, AnyField], there: Mapping[str, AnyField], renamed: Mapping[str, str]) -> bool:
    """Whether the field is part of another one that is new (or gone) itself: that one is told."""
    parent = _parent(name)
    while parent:
        if parent in here and parent not in there and parent not in renamed:
            return True
        parent = _parent(parent)
    return False


def _moved(name: str, taken: set[str]) -> bool:
    parent = _parent(name)
    return bool(parent) and (parent in taken or _moved(parent, taken))


def _parent(name: str) -> str:
    return name.rpartition(".")[0].rstrip("[]{}")


def _one(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Entry]:
    yield from _types(name, old["type"], new["type"])
    before, after = _default(old), _default(new)
    if before != after:
        yield Entry(Edit.DEFAULT, name, before, after)
    if "deprecated" in new and "deprecated" not in old:
        yield Entry(Edit.DEPRECATED, name, note=_since(new))
    elif "deprecated" in old and "deprecated" not in new:
        yield Entry(Edit.REINSTATED, name)
    if old.get("semantic") != new.get("semantic"):
        yield Entry(Edit.MEANING, name, str(old.get("semantic") or ""), str(new.get("semantic") or ""))
    if old.get("doc", "") != new.get("doc", ""):
        yield Entry(Edit.DOC, name, str(old.get("doc", "")), str(new.get("doc", "")))


def _types(name: str, old: Any, new: Any) -> Iterator[Entry]:
    before, after = said(old), said(new)
    if before != after:
        bare_before, bare_after = before.removeprefix("optional "), after.removeprefix("optional ")
        edit = Edit.TYPE
        if bare_before == bare_after:
            edit = Edit.OPTIONAL if optional(new) else Edit.REQUIRED
        elif bare_before in PROMOTIONS.get(bare_after, ()):
            edit = Edit.WIDENED
        yield Entry(edit, name, before, after)
    known = {kind["name"]: kind for kind in enums(old)}
    for kind in enums(new):
        then = known.get(kind["name"])
        if then is not None:
            yield from _symbols(name, then, kind)


def _symbols(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Entry]:
    gone = [symbol for symbol in old["symbols"] if symbol not in new["symbols"]]
    more = [symbol for symbol in new["symbols"] if symbol not in old["symbols"]]
    if gone or more:
        yield Entry(Edit.SYMBOLS, name, ", ".join(gone), ", ".join(more))
    if old.get("default") != new.get("default"):
        note = "stands in for symbols that a reader does not know"
        yield Entry(Edit.DEFAULT, name, str(old.get("default") or ""), str(new.get("default") or ""), note)


def _default(field: Mapping[str, Any]) -> str:
    """A default as JSON; "" where there is none."""
    return json.dumps(field["default"], ensure_ascii=False) if "default" in field else ""


def _since(field: Mapping[str, Any]) -> str:
    told = field.get("deprecated")
    if not isinstance(told, dict):
        return ""
    instead = f"; use `{told['replaced_by']}`" if told.get("replaced_by") else ""
    return f"deprecated since {told.get('since', '?')}: {told.get('reason', '?')}{instead}"
