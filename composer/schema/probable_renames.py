"""A field that is missing in one version and another that came there: probably one field under two names."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.schema.findings import Direction, Kind
from composer.schema.type_text import type_summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.schema.findings import Incompatibility
    from composer.schema.walk import Path

_LIKE, _LIKE_ALONE = 0.5, 0.4
"""How alike two names are (0 to 1) if a field was renamed among others that came and went, or if it is the only one."""


def with_renames(
    incompatibility: Incompatibility, direction: Direction, newest: Mapping[str, Any], released: Mapping[str, Any]
) -> Incompatibility:
    """The finding, at the field that was renamed and with its other name, where that is what happened.

    The writer's side of a missing field is the `fields` of the record that does not have it.
    """
    if incompatibility.kind is not Kind.DEFAULT or incompatibility.writer_place[-1:] != ("fields",):
        return _of_two_names(incompatibility, direction, newest, released)
    if direction is Direction.READS:
        new, old = _at(newest, incompatibility.reader_place), _at(released, incompatibility.writer_place)
        other = _former(new, _at(newest, incompatibility.reader_place[:-1]), old)
        if other is None:
            return incompatibility
        name, now = other["name"], new["name"]
        reason = f"{incompatibility.reason}; `{name}`, which is gone, looks like it"
        fix = f"if it is `{name}` renamed, add `aliases: [{name}]` to `{now}`; else {incompatibility.fix}"
        return replace(incompatibility, reason=reason, fix=fix)
    old, fields = _at(released, incompatibility.reader_place), _at(newest, incompatibility.writer_place)
    index = _successor(old, fields, _at(released, incompatibility.reader_place[:-1]))
    if index is None:
        return incompatibility
    new = fields[index]
    name, now = old["name"], new["name"]
    aliased = name in (new.get("aliases") or ())
    read, written = type_summary(old["type"]), type_summary(new["type"])
    reason = f"`{name}` ({read}) is read, and has no default; `{now}` ({written}) is written instead"
    fix = f"keep `{name}` and write `{now}` beside it, with a default: `aliases: [{name}]` "
    fix += "helps" if aliased else "is needed, too, and helps"
    fix += " only those who read with this schema"
    return replace(incompatibility, reason=reason, writer_fix=fix, writer_place=(*incompatibility.writer_place, index))


def _of_two_names(
    incompatibility: Incompatibility, direction: Direction, newest: Mapping[str, Any], released: Mapping[str, Any]
) -> Incompatibility:
    """A difference inside a field that has another name in the released version: both names are told."""
    if direction is not Direction.READS:
        return incompatibility
    now, then = (
        _field(schema, place)
        for schema, place in ((newest, incompatibility.reader_place), (released, incompatibility.writer_place))
    )
    if not now or not then or now == then or f"`{then}`" in incompatibility.reason:
        return incompatibility
    return replace(incompatibility, reason=f"{incompatibility.reason}; the field was named `{then}` then")


def _field(schema: Any, place: Path) -> str:
    """The name of the innermost field on the way to a place."""
    name, before = "", None
    for step in place:
        schema = schema[step]
        name = str(schema["name"]) if before == "fields" else name
        before = step
    return name


def _former(new: Mapping[str, Any], fields: Sequence[Any], before: Sequence[Any]) -> Mapping[str, Any] | None:
    """The field of before that is gone and was probably renamed to `new`."""
    removed = [field for field in before if field["name"] not in _names(fields)]
    came = [field for field in fields if field["name"] not in {one["name"] for one in before}]
    return _likeliest(new, removed, alone=len(removed) == len(came) == 1)


def _successor(old: Mapping[str, Any], fields: Sequence[Any], before: Sequence[Any]) -> int | None:
    """The number of the field that `old` became, by an alias or by its looks."""
    for index, field in enumerate(fields):
        if old["name"] in (field.get("aliases") or ()):
            return index
    removed = [field for field in before if field["name"] not in _names(fields)]
    came = [field for field in fields if field["name"] not in {one["name"] for one in before}]
    other = _likeliest(old, came, alone=len(removed) == len(came) == 1)
    return None if other is None else next(index for index, field in enumerate(fields) if field is other)


def _likeliest(one: Mapping[str, Any], others: Sequence[Any], *, alone: bool) -> Mapping[str, Any] | None:
    """The one of the others that is most like it: of the same type, and with a similar name if there are several."""
    same = [other for other in others if type_summary(other["type"]) == type_summary(one["type"])]
    enough = _LIKE_ALONE if alone else _LIKE
    ranked = sorted(same, key=lambda other: -_likeness(one["name"], other["name"]))
    return ranked[0] if ranked and _likeness(one["name"], ranked[0]["name"]) >= enough else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _names(fields: Sequence[Any]) -> set[str]:
    """Names of fields, and those that they had before."""
    return {name for field in fields for name in (field["name"], *(field.get("aliases") or ()))}


def _at(schema: Any, place: Path) -> Any:
    for step in place:
        schema = schema[step]
    return schema
