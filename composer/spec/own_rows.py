"""Rows that concern one Event Type or one team: what is broken in one is read without it, and stops nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from composer.diagnostics import has_errors
from composer.documents.marks import entries, inside, items, starts, with_inside
from composer.spec import reader
from composer.spec.base import Spec
from composer.spec.error_places import shapes
from composer.spec.row_subjects import ALL, OfOne

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.diagnostics import Diagnostic
    from composer.documents import Document

S = TypeVar("S", bound=Spec)


class Rows(NamedTuple, Generic[S]):
    """A file without its broken rows, None where something else is broken; all problems, those of a row as its own;
    and the names of what the rows that are left out concern."""

    value: S | None
    problems: tuple[Diagnostic, ...]
    lost: frozenset[str]


class _Row(NamedTuple):
    """A row, and what it concerns."""

    path: tuple[str, str | int]
    name: str
    mark: OfOne

    @property
    def nameless(self) -> bool:
        """True if its own key should name what it concerns, and does not: then somebody has lost their row."""
        return not self.name and not self.mark.key


def read(document: Document, spec: type[S]) -> Rows[S]:
    """The document as `spec`, as `reader.read` has it, without the rows that are broken if nothing else is."""
    value, problems = reader.read(document, spec)
    if not problems:
        return Rows(value, (), frozenset())
    rows = _by_place(document, spec)
    if value is not None and not has_errors(problems):
        return Rows(value, _as_own(problems, rows), frozenset())
    broken = [_row_of(one, rows) for one in problems if one.is_error]
    own = [row for row in broken if row is not None]
    left_out = [row for row in own if row.name != ALL]
    if len(left_out) < len(broken) or any(row.nameless for row in own):
        return Rows(value, problems, frozenset())
    remaining, _ = reader.read(_without(document, own, problems), spec)
    if remaining is None:
        return Rows(value, problems, frozenset())
    return Rows(remaining, _as_own(problems, rows), frozenset(row.name for row in own if row.name))


def concerning(document: Document, spec: type[Spec], problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems of a document, those inside such a row as problems of what it concerns."""
    every = tuple(problems)
    return _as_own(every, _by_place(document, spec)) if every else ()


def _without(document: Document, rows: Collection[_Row], problems: Collection[Diagnostic]) -> Document:
    """The document as if these rows were not there; of it none of these problems is said."""
    value, marks = dict(document.value), dict(entries(document.marks))
    for key in {row.path[0] for row in rows}:
        steps = {row.path[1] for row in rows if row.path[0] == key}
        value[key] = _left(value[key], steps)
        marks[key] = with_inside(marks[key], _left(inside(marks[key]), steps))
    remaining = tuple(one for one in document.diagnostics if one not in problems)
    return replace(document, value=value, diagnostics=remaining, marks=with_inside(document.marks, marks))


def _left(rows: Any, steps: Collection[str | int]) -> Any:
    if isinstance(rows, dict):
        return {step: row for step, row in rows.items() if step not in steps}
    return [row for step, row in enumerate(rows) if step not in steps]


def marked(spec: type[Spec]) -> Iterator[tuple[str, OfOne]]:
    """The keys of a file that hold such rows."""
    for key, shape in shapes(spec).items():
        yield from ((key, one) for one in shape.metadata if isinstance(one, OfOne))


def _by_place(document: Document, spec: type[Spec]) -> Mapping[tuple[int, int], _Row]:
    """Every place inside such rows, with its row."""
    places: dict[tuple[int, int], _Row] = {}
    keys = entries(document.marks)
    for key, mark in marked(spec) if isinstance(document.value, dict) else ():
        rows, marks = document.value.get(key), dict(items(keys[key])) if key in keys else {}
        if not isinstance(rows, dict | list) or not marks:
            continue
        for step, row in rows.items() if isinstance(rows, dict) else enumerate(rows):
            name = mark.named(step, row) if mark.key or _is_name(step, spec, key) else ""
            own = _Row((key, step), name, mark)
            places |= dict.fromkeys(starts(marks[step]), own)
    return places


def _is_name(step: str | int, spec: type[Spec], key: str) -> bool:
    """True if a row's own key is one that its type allows."""
    try:
        TypeAdapter(get_args(shapes(spec)[key].type)[0]).validate_python(step)
    except ValidationError:
        return False
    return True


def _row_of(problem: Diagnostic, rows: Mapping[tuple[int, int], _Row]) -> _Row | None:
    """The row that a problem is in, or the one that is there already where it is in its double."""
    spans = (problem.span, *(one.span for one in problem.related))
    return next((rows[place] for one in spans if (place := (one.line, one.column)) in rows), None)


def _as_own(problems: Iterable[Diagnostic], rows: Mapping[tuple[int, int], _Row]) -> tuple[Diagnostic, ...]:
    return tuple(_own(one, _row_of(one, rows)) for one in problems)


def _own(problem: Diagnostic, row: _Row | None) -> Diagnostic:
    if row is None or row.name == ALL or row.nameless:
        return problem
    if row.mark.what == "team":
        return replace(problem, of_row=True, teams=(row.name,) if row.name else ())
    return replace(problem, of_row=True, event_type=problem.event_type or row.name)
