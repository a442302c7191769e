"""The one judgement over a new version of a schema: `check` shows it in the definition, `diff` in the changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.schema.deprecations import deprecations
from composer.schema.enum_defaults import enum_defaults
from composer.schema.field_identity import Fields
from composer.schema.field_lifetimes import lifetimes
from composer.schema.findings import BESIDE, Direction, Kind, Refusal
from composer.schema.history import breaks
from composer.schema.probable_renames import with_renames
from composer.schema.source_paths import word
from composer.schema.table_columns import impossible
from composer.schema.walk import without_annotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.schema.findings import Incompatibility
    from composer.schema.table_columns import Encrypted, Impossible
    from composer.schema.walk import AnyField, Path

_BESIDE = {Kind.MEANING: "ET323", Kind.READERS: "ET330"}
_BREAKS = {Direction.READS: "ET321", Direction.WRITES: "ET322"}


def refusals(
    newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]], encrypted: Encrypted | None = None
) -> tuple[Refusal, ...]:
    """Everything that keeps `newest` from being released after `released`, oldest first; () if nothing does.

    All are legal record schemas with their annotations. `encrypted`: which fields are, where events are stored in a
    table; None where they are not.
    """
    plain = [without_annotations(schema) for schema in released]
    return judged(newest, released, without_annotations(newest), plain, encrypted)


def judged(
    newest: Mapping[str, Any],
    released: Sequence[Mapping[str, Any]],
    bare: Mapping[str, Any],
    plain: Sequence[Mapping[str, Any]],
    encrypted: Encrypted | None = None,
) -> tuple[Refusal, ...]:
    """As `refusals`, for whoever has the schemas without their annotations already: `bare` and `plain`."""
    breaks_ = broken(bare, plain)
    paths = {one.path for one in breaks_ if one.path}
    # what became of a field is told once; what its column cannot become besides, for other people can allow that
    further = (one for one in (*lifetimes(newest, released), *enum_defaults(newest, released)) if one.path not in paths)
    return (*breaks_, *deprecations(newest), *further, *unstorable(newest, released, encrypted))


def broken(newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]]) -> tuple[Refusal, ...]:
    """Refuse what cannot be read, or is taken for something else. One refusal tells of all versions with the same."""
    grouped: dict[tuple[Direction, Kind, str, str, Path], list[int]] = {}
    first: dict[tuple[Direction, Kind, str, str, Path], Incompatibility] = {}
    for one in breaks(newest, released):
        incompatibility = with_renames(one.incompatibility, one.direction, newest, released[one.version - 1])
        reads = one.direction is Direction.READS
        place = incompatibility.reader_place if reads else incompatibility.writer_place
        key = one.direction, incompatibility.kind, incompatibility.path, incompatibility.reason, place
        grouped.setdefault(key, []).append(one.version)
        first.setdefault(key, incompatibility)
    return tuple(
        Refusal(
            _BESIDE.get(kind) or _BREAKS[direction],
            path,
            place,
            reason,
            first[key].fix if direction is Direction.READS else first[key].writer_fix,
            tuple(versions),
            direction,
            first[key],
        )
        for key, versions in grouped.items()
        for direction, kind, path, reason, place in [key]
    )


def unstorable(
    newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]], encrypted: Encrypted | None
) -> tuple[Refusal, ...]:
    """Refuse what the table of these versions cannot become in place. All have their annotations."""
    if encrypted is None or not released:
        return ()
    return refused_columns(impossible(newest, released, encrypted), newest, released, encrypted)


def refused_columns(
    wrong: Sequence[Impossible],
    newest: Mapping[str, Any],
    released: Sequence[Mapping[str, Any]],
    encrypted: Encrypted,
) -> tuple[Refusal, ...]:
    """Refuse the columns that the table of these versions cannot become, which `table_columns` found."""
    table_refusals: list[Refusal] = []
    fields = _by_column(newest) if wrong else {}
    for one in wrong:
        field = _holding(one.name, fields)
        reason = f"`{one.name}` is a column of {one.before}, and BigQuery cannot make it {one.after} in place"
        place: Path = word(field.field["type"], (*field.path, "type")) if field else ("fields",)
        if field and (now := field.name in encrypted(newest)) is not (field.name in encrypted(released[-1])):
            place = (*field.path, "semantic")
            reason += f": what {'is' if now else 'was'} encrypted is text"
        hint = f"keep what it is, {BESIDE}"
        table_refusals.append(
            Refusal("ET608", field.name if field else one.name, place, reason, hint, (len(released),))
        )
    return tuple(table_refusals)


def _by_column(schema: Mapping[str, Any]) -> dict[str, AnyField]:
    """The fields of a schema by what their columns are called: without `[]` and `{}`."""
    return {re.sub(r"[\[\]{}]", "", one.name): one for one in Fields(schema).by_name.values()}


def _holding(column: str, fields: Mapping[str, AnyField]) -> AnyField | None:
    """The innermost field that a column is of, or of a part of: the value of a map, a type of a union."""
    while column and column not in fields:
        column = column.rpartition(".")[0]
    return fields.get(column)
