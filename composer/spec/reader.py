"""From a document to a spec type: every problem of the file at once, each where it is written, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from composer.diagnostics import Diagnostic, ordered
from composer.spec.base import Spec
from composer.spec.codes import CODES
from composer.spec.problems import Problem, problem
from composer.spec.shape import Path, Place, place

if TYPE_CHECKING:
    from composer.diagnostics import Span
    from composer.documents import Document

__all__ = ["CODES", "read"]

S = TypeVar("S", bound=Spec)


def read(document: Document, spec: type[S]) -> tuple[S | None, tuple[Diagnostic, ...]]:
    """The document as `spec`, or None and why not. The document's own diagnostics are not repeated here.

    Says nothing about a document that could not be read at all: its problem is known already.
    """
    if document.broken:
        return None, ()
    try:
        return spec.model_validate(document.value), ()
    except ValidationError as error:
        found = [_diagnostic(document, spec, detail) for detail in error.errors(include_url=False)]
    return None, ordered(found)


def _diagnostic(document: Document, spec: type[Spec], detail: object) -> Diagnostic:
    assert isinstance(detail, dict)
    location: Path = tuple(detail["loc"])
    where = place(spec, location)
    said = problem(detail, where)
    return Diagnostic(said.code, said.message, _span(document, where, said), said.hint)


def _span(document: Document, where: Place, said: Problem) -> Span:
    if said.at == "parent":
        return document.key_span(where.path[:-1])
    if said.at == "key" or where.is_key:
        return document.key_span(where.path)
    span = document.span(where.path)
    # A value that was left empty has no width: its key is what a person sees.
    return span if span.end_column != span.column else document.key_span(where.path)
