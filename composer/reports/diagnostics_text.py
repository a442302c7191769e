"""Diagnostics for people, as good compilers print them: the line, what is meant in it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled
from composer.printing.plurals import counted
from composer.reports.diagnostics_formats import WIDEST
from composer.reports.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic, Span
    from composer.printing.blocks import Block
    from composer.reports.diagnostics_formats import Findings, Sources, View


def render(findings: Findings, view: View) -> Iterator[Block]:
    """The lines of the report, with excerpts that fit. The last one is the summary."""
    width = min(view.width, WIDEST)
    for diagnostic in findings.diagnostics:
        yield from _one(diagnostic, view.sources, width)
        yield BLANK
    yield _summary(findings)


def _one(diagnostic: Diagnostic, sources: Sources, width: int) -> Iterator[Block]:
    gutter = len(str(max((diagnostic.span.line, *(other.span.line for other in diagnostic.related)))))
    severity = str(diagnostic.severity)
    yield Line([Styled(f"{severity}[{diagnostic.code}]", severity), Styled(f" {diagnostic.message}", "strong")])
    yield _place(diagnostic.span, gutter, "-->")
    yield from _source(diagnostic.span, sources, gutter, width, ("^", severity))
    for other in diagnostic.related:
        yield _place(other.span, gutter, "and", f": {other.message}" if other.message else "")
        yield from _source(other.span, sources, gutter, width, ("-", "quiet"))
    if diagnostic.hint:
        yield Line(
            [Styled(f"{' ' * gutter} = ", "quiet"), Styled("hint: ", "strong"), diagnostic.hint], hang=gutter + 9
        )


def _place(span: Span, gutter: int, arrow: str, text: str = "") -> Block:
    place = f" {span.file}:{span.line}:{span.column}{text}"
    return Line([Styled(" " * gutter + arrow, "quiet"), place], hang=gutter + 4)


def _source(span: Span, sources: Sources, gutter: int, width: int, marker: tuple[str, str]) -> Iterator[Block]:
    lines = sources(span.file)
    if lines is None or span.line > len(lines) or not lines[span.line - 1].strip():
        return
    shown = excerpt(lines[span.line - 1], span.column, span.end_column, width - gutter - 3)
    sign, meaning = marker
    bar = Styled(f"{' ' * gutter} |", "quiet")
    yield Line([bar])
    yield Line([Styled(f"{span.line:>{gutter}} | ", "quiet"), shown.text], whole=True)
    yield Line([bar, " " * (shown.start + 1), Styled(sign * shown.length, meaning)], whole=True)


def _summary(findings: Findings) -> Block:
    among = counted(findings.event_types, "definition")
    waived = f"; {len(findings.waived)} waived by stacks/policy/waivers.yaml" if findings.waived else ""
    if not findings.diagnostics:
        return Line([Styled("no problems", "good"), f" in {among}" if findings.event_types else "", waived])
    counts = []
    if findings.errors:
        counts.append(Styled(counted(findings.errors, "error"), "error"))
    if findings.warnings:
        counts.append(Styled(counted(findings.warnings, "warning"), "warning"))
    joined = [piece for count in counts for piece in (count, " and ")][:-1]
    files = counted(len({diagnostic.span.file for diagnostic in findings.diagnostics}), "file")
    return Line([*joined, f" in {files}; {among} read" if findings.event_types else f" in {files}", waived])
