"""Problems as values: where something is wrong, what it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from composer.rules import Severity, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from composer.rules import Rule


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
    """One problem: the code of its rule, a place, words for people, and a hint that can be followed.

    Its rule says how severe it is; `as_warning` is for where the row says so, too. Raises UnknownRuleError, ValueError.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    event_type: str = ""
    related: tuple[Related, ...] = ()
    cells: tuple[str, ...] = ()
    """The cells of an environment that it concerns, where it concerns these alone."""
    as_warning: bool = False
    teams: tuple[str, ...] = ()
    """The teams that it concerns, where it concerns these alone."""
    of_row: bool = False
    """It is about a row that is left out: it concerns what it names and nobody else, even where it names nothing."""

    def __post_init__(self) -> None:
        row = self.rule
        if self.as_warning and not row.warning_where:
            raise ValueError(f"the row of {self.code} does not say where it is a warning")

    @property
    def rule(self) -> Rule:
        """The row of the rule that does not hold."""
        return rule(self.code)

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return Severity.WARNING if self.as_warning else self.rule.severity

    @property
    def is_error(self) -> bool:
        """True if it fails a check."""
        return self.severity is Severity.ERROR


MOST_IN_A_FILE = 50
"""Problems of one file that are told; nobody reads more, and a file that has thousands has one cause."""


def bounded(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """As `ordered`, of each file the first MOST_IN_A_FILE, errors before warnings; one more says how many are left."""
    every = tuple(_with_fewer_places(diagnostic) for diagnostic in ordered(diagnostics))
    if len(every) <= MOST_IN_A_FILE:
        return every
    files: dict[str, list[Diagnostic]] = {}
    for diagnostic in every:
        files.setdefault(diagnostic.span.file, []).append(diagnostic)
    retained: list[Diagnostic] = []
    for inside in files.values():
        # stable: by place; errors before warnings, and what concerns other files, too, before what is of this one alone
        untold = [diagnostic for diagnostic in inside if diagnostic.rule.counts_others]  # by who read the file
        reported = [diagnostic for diagnostic in inside if not diagnostic.rule.counts_others]
        first = sorted(reported, key=lambda diagnostic: (not diagnostic.is_error, not _reaches_out(diagnostic)))
        remaining = first[MOST_IN_A_FILE:]
        retained += first[:MOST_IN_A_FILE]
        retained += more(len(remaining) + sum(map(_count, untold)), [*untold, *remaining])
    return ordered(retained)


def _with_fewer_places(diagnostic: Diagnostic) -> Diagnostic:
    remaining = diagnostic.related[MOST_IN_A_FILE:]
    if not remaining:
        return diagnostic
    rest = Related(
        remaining[0].span, f"and {len(remaining):,} more place{'s' if len(remaining) > 1 else ''} from here on"
    )
    return replace(diagnostic, related=(*diagnostic.related[:MOST_IN_A_FILE], rest))


def _reaches_out(diagnostic: Diagnostic) -> bool:
    return any(one.span.file != diagnostic.span.file for one in diagnostic.related)


def more(count: int, remaining: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The note of `count` more problems, at the place of the first of those `remaining`; nothing for none."""
    if count <= 0:
        return ()
    first = remaining[0]
    message = f"and {count:,} more problem{'s' if count > 1 else ''} in this file"
    hint = "mend those that are told; they often have one cause"
    return (Diagnostic("ET021", message, first.span, hint, first.event_type, as_warning=not first.is_error),)


def _count(untold: Diagnostic) -> int:
    return int(untold.message.split()[1].replace(",", ""))  # as `more` writes it


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by place, then code, each once: the same on every run and machine."""
    return tuple(sorted(set(diagnostics), key=_sort_key))


def _sort_key(diagnostic: Diagnostic) -> tuple[object, ...]:
    # every field takes part, else two that differ only in their hint would keep the order they were found in
    at = diagnostic.span
    place = at.file, at.line, at.column, at.end_column
    return (
        *place,
        diagnostic.code,
        diagnostic.message,
        diagnostic.hint,
        diagnostic.severity,
        diagnostic.event_type,
        diagnostic.related,
        diagnostic.cells,
        diagnostic.teams,
        diagnostic.of_row,
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """True if anything here fails a check."""
    return any(diagnostic.is_error for diagnostic in diagnostics)
