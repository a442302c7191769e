"""Diagnostics as GitHub workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing import github

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.printing.output import Document
    from composer.reports.diagnostics_formats import Findings


def render(findings: Findings, prefix: str = "") -> Document:
    """One command a line. `prefix` is the folder of the repository of definitions inside the checkout, "" or `a/b/`."""
    return github.document(_command(found, prefix) for found in findings.diagnostics)


def _command(found: Diagnostic, prefix: str) -> str:
    span = found.span
    properties = {"file": prefix + span.file, "line": str(span.line), "col": str(span.column)}
    if span.end_column > span.column:
        # GitHub's last column is inclusive.
        properties["endColumn"] = str(span.end_column - 1)
    properties["title"] = found.code
    lines = [found.message]
    lines += [f"{other.span.file}:{other.span.line}:{other.span.column}: {other.message}" for other in found.related]
    if found.hint:
        lines.append(f"hint: {found.hint}")
    return github.command(str(found.severity), properties, lines)
