"""Identifiers that outlive the people who want to be forgotten: readable without their key for longer than agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.printing.day_counts import in_days
from composer.privacy.erasure import later, readable_for
from composer.rules import Grouping
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.model import Policies
    from composer.privacy.exposure import Exposure

FEW = 3
"""Event Types with the same problem, above which it is said once."""


def problems(exposure: Exposure, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """One warning a meaning: its longest field, at its place."""
    by_meaning: dict[str, list[tuple[int | None, str]]] = {}
    for field in exposure.fields.values():
        meaning = policies.semantic_types.get(field.semantic)
        if not (meaning and meaning.identifies):
            continue
        readable = readable_for(field, exposure)
        if later(readable) > policies.erased_within:
            by_meaning.setdefault(field.semantic, []).append((readable, field.path))
    places = {leaf.name: leaf.path for leaf in leaves(document.value["schema"])} if by_meaning else {}
    for semantic, fields in by_meaning.items():
        readable, path = fields[0]
        what = f"`{path}` identifies" if len(fields) == 1 else f"`{path}` and {len(fields) - 1} more identify"
        long = "for ever" if readable is None else f"for {in_days(readable)} after somebody's last event"
        allowed = in_days(policies.erased_within)
        row = policies.places.get(f"semantic_types.{semantic}")
        there = (Related(Span(row.file, row.line, row.column), f"`{semantic}` identifies people"),) if row else ()
        yield Diagnostic(
            "ET416",
            f"{what} people and can be read without their key {long}; {allowed} are allowed",
            document.span(("schema", *places.get(path, ()), *(("semantic",) if path in places else ()))),
            f"say `encryption: user` for `{semantic}`, keep the events for less long (`storage.retention`), or say "
            f"`identifies: false` for it if that is so; `composer exposure --erasure {exposure.event_type}` shows "
            "where",
            exposure.event_type,
            there,
        )


def merged(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The same, but what one row of semantic_types.yaml does to many Event Types is said once, at the row."""
    rows: dict[Span, list[Diagnostic]] = {}
    for one in diagnostics:
        if one.rule.grouping is Grouping.MEANING and one.related:
            rows.setdefault(one.related[0].span, []).append(one)
    many = {row: group for row, group in rows.items() if len(group) > FEW}
    gathered = {id(one) for group in many.values() for one in group}
    result = [one for one in diagnostics if id(one) not in gathered]
    for row, group in many.items():
        names = sorted({one.event_type for one in group})
        reach = f"in {len(names)} Event Types: {', '.join(names[:FEW])} and {len(names) - FEW} more"
        message = (
            f"{group[0].related[0].message}, and can be read without their key for longer than is allowed ({reach})"
        )
        hint = group[0].hint.partition("; `composer")[0]
        example = (Related(group[0].span, f"one of them: {group[0].message}"),)
        result.append(replace(group[0], message=message, span=row, hint=hint, event_type="", related=example))
    return result
