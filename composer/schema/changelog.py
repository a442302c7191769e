"""What differs between two versions of a schema, in the words of those who write and read events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from composer.documents.spelling import whole
from composer.schema.field_identity import Fields, MatchedBy, parent
from composer.schema.judgement import refusals
from composer.schema.matching import PROMOTIONS
from composer.schema.type_text import enums, optional, type_summary
from composer.schema.walk import AVRO_ATTRIBUTES, only

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.schema.findings import Refusal
    from composer.schema.table_columns import Encrypted
    from composer.schema.walk import AnyField, Path


class Bump(StrEnum):
    """Which part of a version number the change is worth. The values are stable."""

    NONE = "none"
    """Nothing differs."""
    PATCH = "patch"
    """Words and meanings: what is written stays the same."""
    MINOR = "minor"
    """Something new, or less, that every reader and every stored event lives with."""
    MAJOR = "major"
    """Some reader, some stored event or some promise is left behind: exactly what `check` refuses."""


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
    FORM = "form"
    """Written another way, with the same type: aliases, the names of types inside, or an order."""


_WRITTEN = AVRO_ATTRIBUTES - {"doc"}
NUMBERS = frozenset({"int", "long", "float", "double"})
"""Types that widen into each other. Text and bytes promote to each other, too, but neither is wider."""
TEXT_ONLY = frozenset({Edit.MEANING, Edit.DOC})
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
    """All differences in the order of the newer schema, what they are worth, and what `check` refuses of them."""

    entries: tuple[Entry, ...]
    bump: Bump
    refused: tuple[Refusal, ...] = ()

    @property
    def breaks(self) -> tuple[Refusal, ...]:
        """Refusals that say who cannot read what."""
        return tuple(one for one in self.refused if one.direction is not None)


def changelog(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    released: Sequence[Mapping[str, Any]] | None = None,
    encrypted: Encrypted | None = None,
) -> Changelog:
    """The changes to `before`; all are legal record schemas with their annotations.

    `released` are all versions that `after` is judged against, `before` alone if they are not given; `encrypted` is as
    in `refusals`.
    """
    entries = (*_of_record(before, after), *_of_fields(Fields(before), Fields(after)))
    if all(entry.edit in TEXT_ONLY for entry in entries) and only(before, _WRITTEN) != only(after, _WRITTEN):
        entries = (*entries, Entry(Edit.FORM, ""))
    refused = refusals(after, [before] if released is None else released, encrypted)
    return Changelog(entries, _bump(entries, broken=bool(refused)), refused)


def _bump(entries: tuple[Entry, ...], *, broken: bool) -> Bump:
    if broken:
        return Bump.MAJOR
    if not entries:
        return Bump.NONE
    return Bump.PATCH if all(entry.edit in TEXT_ONLY for entry in entries) else Bump.MINOR


def _of_record(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Entry]:
    old, new = _full(before), _full(after)
    if old != new:
        yield Entry(Edit.NAME, "", old, new)
    if before.get("doc", "") != after.get("doc", ""):
        yield Entry(Edit.DOC, "", str(before.get("doc", "")), str(after.get("doc", "")))


def _full(schema: Mapping[str, Any]) -> str:
    space = schema.get("namespace")
    return f"{space}.{schema['name']}" if space and "." not in schema["name"] else str(schema["name"])


def _of_fields(before: Fields, after: Fields) -> Iterator[Entry]:
    sources = _sources(before, after)
    for name, one in _once(after):
        source = sources.get(name)
        if source is None:
            if not _inside_of_new(name, after, sources):
                yield Entry(Edit.ADDED, name, "", type_summary(one.field["type"]), _default(one.field))
            continue
        if source.field["name"] != one.field["name"]:
            yield Entry(Edit.RENAMED, name, source.name, name)
        entries = list(_one(name, source.field, one.field))
        yield from entries
        docs_only = source.name == name and all(entry.edit in TEXT_ONLY for entry in entries)
        if docs_only and _form(source.field) != _form(one.field):
            yield Entry(Edit.FORM, name)
    for name, one in _once(before):
        if after.heir(name) is None and (not parent(name) or after.heir(parent(name)) is not None):
            yield Entry(Edit.REMOVED, name, type_summary(one.field["type"]), "", _since(one.field))


def _once(fields: Fields) -> Iterator[tuple[str, AnyField]]:
    """Every field once, where it is used first."""
    seen: set[Path] = set()
    for name, one in fields.by_name.items():
        if one.path not in seen:
            seen.add(one.path)
            yield name, one


def _sources(before: Fields, after: Fields) -> dict[str, AnyField]:
    """Name of a field of the newer schema → the older one that a reader of Avro finds in it."""
    sources: dict[str, AnyField] = {}
    for how in (MatchedBy.NAME, MatchedBy.ALIAS):
        for name, one in before.by_name.items():
            for heir in after.heirs(name):
                if heir.how is how:
                    sources.setdefault(heir.field.name, one)
    return sources


def _inside_of_new(name: str, after: Fields, sources: Mapping[str, AnyField]) -> bool:
    """True if the field is part of another one that is new itself: that one is told."""
    around = parent(name)
    return around in after.by_name and around not in sources


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


def _form(field: Mapping[str, Any]) -> Any:
    """A field as it is written, without words, and without the fields inside it, which are told by themselves."""
    attributes = _WRITTEN - {"fields"}
    return only({key: field.get(key) for key in ("type", "aliases", "order")}, attributes)


def _types(name: str, old: Any, new: Any) -> Iterator[Entry]:
    before, after = type_summary(old), type_summary(new)
    bare_before, bare_after = before.removeprefix("optional "), after.removeprefix("optional ")
    if optional(old) is not optional(new):
        # null comes or goes, whatever else becomes of the type: two changes are two entries
        now = f"optional {bare_before}" if optional(new) else bare_before
        yield Entry(Edit.OPTIONAL if optional(new) else Edit.REQUIRED, name, before, now)
    if bare_before != bare_after:
        wider = bare_before in NUMBERS and bare_before in PROMOTIONS.get(bare_after, ())
        edit = Edit.WIDENED if wider else Edit.TYPE
        alike = optional(old) is optional(new)
        yield Entry(edit, name, before, after) if alike else Entry(edit, name, bare_before, bare_after)
    old_enums = {kind["name"]: kind for kind in enums(old)}
    for kind in enums(new):
        then = old_enums.get(kind["name"])
        if then is not None:
            yield from _symbols(name, then, kind)


def _symbols(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Entry]:
    removed = [symbol for symbol in old["symbols"] if symbol not in new["symbols"]]
    more = [symbol for symbol in new["symbols"] if symbol not in old["symbols"]]
    if removed or more:
        yield Entry(Edit.SYMBOLS, name, ", ".join(removed), ", ".join(more))
    if old.get("default") != new.get("default"):
        note = "stands in for symbols that a reader does not know"
        yield Entry(Edit.DEFAULT, name, str(old.get("default") or ""), str(new.get("default") or ""), note)


def _default(field: Mapping[str, Any]) -> str:
    """A default as JSON; "" where there is none."""
    return whole(field["default"]) if "default" in field else ""


def _since(field: Mapping[str, Any]) -> str:
    deprecation = field.get("deprecated")
    if not isinstance(deprecation, dict):
        return ""
    instead = f"; use `{deprecation['replaced_by']}`" if deprecation.get("replaced_by") else ""
    return f"deprecated since {deprecation.get('since', '?')}: {deprecation.get('reason', '?')}{instead}"
