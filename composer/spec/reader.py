"""From a document to a spec type: every problem of the file at once, each where it is written, with what to do."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from composer.diagnostics import MOST_IN_A_FILE, Diagnostic, Related, has_errors, more, ordered
from composer.spec.base import Spec
from composer.spec.error_places import Place, place
from composer.spec.key_homes import home
from composer.spec.plausible import implausible
from composer.spec.problems import Problem, problem, suggested
from composer.spec.repeated import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from composer.diagnostics import Span
    from composer.documents import Document
    from composer.spec.plausible import Implausible

S = TypeVar("S", bound=Spec)


def read(
    document: Document, spec: type[S], known_names: Callable[[], Mapping[str, Sequence[str]]] = dict
) -> tuple[S | None, tuple[Diagnostic, ...]]:
    """The document as `spec`, or None; and all its problems, those of the document as YAML included.

    `known_names` gives what can be named in this repository, by what it is (`team`), for hints: what is probably meant
    first. There is no value as soon as its form is an error: a duplicate key, too, leaves open what was meant. A
    quantity that nobody can mean is an error, and a value. Nothing is said about the shape of a document that could not
    be read at all.
    """
    if document.broken:
        return None, document.diagnostics
    try:
        value = spec.model_validate(document.value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        reported = _without_misspelt(details[: MOST_IN_A_FILE + 1], document, spec)
        there = known_names()
        diagnostics = [_diagnostic(document, spec, detail, there) for detail in reported]
        rest = more(len(details) - MOST_IN_A_FILE, diagnostics[MOST_IN_A_FILE:] or diagnostics[-1:])
        beyond = _beyond_form(document, spec)
        return None, ordered((*document.diagnostics, *diagnostics[:MOST_IN_A_FILE], *rest, *beyond))
    problems = (*document.diagnostics, *_beyond_form(document, spec))
    return None if has_errors(document.diagnostics) else value, problems


def _beyond_form(document: Document, spec: type[Spec]) -> list[Diagnostic]:
    """Errors in what has the right form: quantities that nobody can mean, and rows that are there twice."""
    return [
        *(
            Diagnostic("ET208", one.message, document.span(one.path), one.hint, related=_other(document, one))
            for one in islice(implausible(document.value, spec), MOST_IN_A_FILE)
        ),
        *(
            Diagnostic(
                *("ET109", one.message, document.span(one.path), one.hint),
                related=tuple(Related(document.span(other), "it is here, too") for other in one.others),
            )
            for one in islice(repeated(document.value, spec), MOST_IN_A_FILE)
        ),
    ]


def _other(document: Document, one: Implausible) -> tuple[Related, ...]:
    return (Related(document.span(one.other), "what bounds it is here"),) if one.other else ()


def _without_misspelt(details: list[ErrorDetails], document: Document, spec: type[Spec]) -> list[ErrorDetails]:
    # A misspelt key is also a missing one. One mistake is said once.
    # What stands at the wrong level is missing at the right one.
    unknown = [_place(document, spec, detail) for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*one.path[:-1], near) for one in unknown if (near := suggested(one))}
    meant |= {(*one.home, one.path[-1]) for one in unknown if one.home is not None}
    return [detail for detail in details if detail["type"] != "missing" or place(spec, detail["loc"]).path not in meant]


def _place(document: Document, spec: type[Spec], detail: ErrorDetails) -> Place:
    """Where an error is, with the keys that are written beside it."""
    where, around = place(spec, detail["loc"]), document.value
    for step in where.path[:-1]:
        around = around[step]
    if detail["type"] == "extra_forbidden" and not suggested(where):
        where = replace(where, home=home(spec, str(where.path[-1])))
    return replace(where, beside=frozenset(around)) if isinstance(around, dict) else where


def _diagnostic(
    document: Document, spec: type[Spec], detail: ErrorDetails, known_names: Mapping[str, Sequence[str]]
) -> Diagnostic:
    where = _place(document, spec, detail)
    if detail["type"] == "union_tag_invalid":
        # Pydantic blames the whole mapping; what is wrong is the one value that tells its kinds apart.
        where = replace(where, path=(*where.path, where.shape.discriminator))
    explanation = problem(detail, where, known_names)
    return Diagnostic(explanation.code, explanation.message, _span(document, where, explanation), explanation.hint)


def _span(document: Document, where: Place, explanation: Problem) -> Span:
    if explanation.at == "parent":
        return document.key_span(where.path[:-1])
    if explanation.at == "key" or where.is_key:
        return document.key_span(where.path)
    span = document.span(where.path)
    # A value that was left empty has no width: its key is what a person sees.
    return span if span.end_column != span.column else document.key_span(where.path)
