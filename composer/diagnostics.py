"""Problems as values: where something is wrong, what it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters: an error fails `check`, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file a person wrote. `line` and `column` count from 1; `end_column` is exclusive, 0 if unknown.

    `file` is relative to the repository's root, with forward slashes, whatever the current directory is.
    """

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """Another place that matters to a problem, such as the other side of a clash."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: a stable code, a place, words for people, and a hint that can be followed."""

    code: str
    message: str
    span: Span
    hint: str = ""
    severity: Severity = Severity.ERROR
    event_type: str = ""
    related: tuple[Related, ...] = ()


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by place, then code, each once: the same on every run and machine."""
    return tuple(sorted(set(diagnostics), key=_place_then_words))


def _place_then_words(found: Diagnostic) -> tuple[Span, str, str, str, Severity, str, tuple[Related, ...]]:
    # every field takes part, else two that differ only in their hint would keep the order they were found in
    return found.span, found.code, found.message, found.hint, found.severity, found.event_type, found.related


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything here fails a check."""
    return any(found.severity is Severity.ERROR for found in diagnostics)
