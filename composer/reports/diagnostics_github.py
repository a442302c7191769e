"""Diagnostics as GitHub workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing import github

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.printing.output import Document
    from composer.reports.diagnostics_formats import Findings, View


def render(findings: Findings, view: View) -> Document:
    """One command a line."""
    return github.document(_command(diagnostic, view.prefix) for diagnostic in findings.diagnostics)


def _command(diagnostic: Diagnostic, prefix: str) -> str:
    span = diagnostic.span
    properties = {"file": prefix + span.file, "line": str(span.line), "col": str(span.column)}
    if span.end_column > span.column:
        # GitHub's last column is inclusive.
        properties["endColumn"] = str(span.end_column - 1)
    properties["title"] = diagnostic.code
    lines = [diagnostic.message]
    lines += [
        f"{other.span.file}:{other.span.line}:{other.span.column}: {other.message}" for other in diagnostic.related
    ]
    if diagnostic.hint:
        lines.append(f"hint: {diagnostic.hint}")
    return github.command(str(diagnostic.severity), properties, lines)
