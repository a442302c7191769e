"""Diagnostics as GitHub workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.reports.diagnostics import encodable

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.reports.diagnostics import Findings


def render(findings: Findings, prefix: str = "") -> str:
    """One command a line. `prefix` is the folder of the repository of definitions inside the checkout, "" or `a/b/`."""
    return encodable("".join(f"{_command(found, prefix)}\n" for found in findings.diagnostics))


def _command(found: Diagnostic, prefix: str) -> str:
    span = found.span
    properties = {"file": prefix + span.file, "line": str(span.line), "col": str(span.column)}
    if span.end_column > span.column:
        # GitHub's last column is inclusive.
        properties["endColumn"] = str(span.end_column - 1)
    properties["title"] = found.code
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    lines = [found.message]
    lines += [f"{other.span.file}:{other.span.line}:{other.span.column}: {other.message}" for other in found.related]
    if found.hint:
        lines.append(f"hint: {found.hint}")
    return f"::{found.severity} {written}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
