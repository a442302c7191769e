"""Diagnostics for people, as good compilers print them: the line, what is meant in it, and what to do."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from composer.diagnostics import Severity
from composer.reports.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from composer.diagnostics import Diagnostic, Span
    from composer.reports.diagnostics import Findings

    Sources = Callable[[str], Sequence[str] | None]
    """The lines of a file as a person sees them; None if they cannot be shown."""

Piece = tuple[str, str]
"""Text and its style (a style of rich, "" for none)."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_QUIET = "bright_blue"
_BOLD = "bold"


def render(findings: Findings, sources: Sources, width: int = 100) -> list[list[Piece]]:
    """The lines of the report. The last one is the summary."""
    lines: list[list[Piece]] = []
    for found in findings.diagnostics:
        lines += _one(found, sources, width)
        lines.append([])
    return [*lines, _summary(findings)]


def plain(lines: list[list[Piece]]) -> str:
    """The report without colours, with a line break at its end."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


def _one(found: Diagnostic, sources: Sources, width: int) -> Iterator[list[Piece]]:
    style = _STYLES[found.severity]
    gutter = len(str(max((found.span.line, *(other.span.line for other in found.related)))))
    yield [(f"{found.severity}[{found.code}]", style), (f" {_visible(found.message)}", _BOLD)]
    yield _place(found.span, gutter, "-->")
    yield from _source(found.span, sources, gutter, width, ("^", style))
    for other in found.related:
        yield _place(other.span, gutter, ":::", other.message)
        yield from _source(other.span, sources, gutter, width, ("-", _QUIET))
    if found.hint:
        first, *rest = textwrap.wrap(
            _visible(found.hint), max(width - gutter - 9, 40), break_long_words=False, break_on_hyphens=False
        ) or [""]
        yield [(f"{' ' * gutter} = ", _QUIET), ("hint: ", _BOLD), (first, "")]
        for line in rest:
            yield [(" " * (gutter + 9) + line, "")]


def _place(span: Span, gutter: int, arrow: str, message: str = "") -> list[Piece]:
    said = f": {message}" if message else ""
    return [(" " * gutter + arrow, _QUIET), (f" {_visible(span.file)}:{span.line}:{span.column}{_visible(said)}", "")]


def _source(span: Span, sources: Sources, gutter: int, width: int, marker: Piece) -> Iterator[list[Piece]]:
    lines = sources(span.file)
    if lines is None or span.line > len(lines) or not lines[span.line - 1].strip():
        return
    shown = excerpt(lines[span.line - 1], span.column, span.end_column, width - gutter - 3)
    sign, style = marker
    yield [(f"{' ' * gutter} |", _QUIET)]
    yield [(f"{span.line:>{gutter}} | ", _QUIET), (shown.text, "")]
    yield [(f"{' ' * gutter} | ", _QUIET), (" " * shown.start, ""), (sign * shown.length, style)]


def _summary(findings: Findings) -> list[Piece]:
    among = _count(findings.event_types, "definition")
    waived = f"; {len(findings.waived)} waived by stacks/policy/waivers.yaml" if findings.waived else ""
    if not findings.diagnostics:
        return [("no problems", "bold green"), (f" in {among}" if findings.event_types else "", ""), (waived, "")]
    counts = []
    if findings.errors:
        counts.append((_count(findings.errors, "error"), _STYLES[Severity.ERROR]))
    if findings.warnings:
        counts.append((_count(findings.warnings, "warning"), _STYLES[Severity.WARNING]))
    joined = [piece for count in counts for piece in (count, (" and ", ""))][:-1]
    files = _count(len({found.span.file for found in findings.diagnostics}), "file")
    return [*joined, (f" in {files}; {among} read" if findings.event_types else f" in {files}", ""), (waived, "")]


def _visible(text: str) -> str:
    """Text of users on one line, without control characters: a terminal would obey them."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
