"""Diagnostics as one JSON document, described by docs/schemas/check.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.printing import json_text

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.printing.output import Document
    from composer.reports.diagnostics_formats import Findings, View

FORMAT = "composer/check/v1"


def render(findings: Findings, view: View) -> Document:
    """The document, with a line break at its end."""
    del view  # programs have the files
    document = {
        "format": FORMAT,
        "diagnostics": [_entry(diagnostic) for diagnostic in findings.diagnostics],
        "waived": [
            {**_entry(diagnostic), "approver": waiver.approver, "expires": waiver.expires.isoformat()}
            for diagnostic, waiver in findings.waived
        ],
        "summary": {
            "event_types": findings.event_types,
            "errors": findings.errors,
            "warnings": findings.warnings,
            "seconds": round(findings.seconds, 3),
        },
    }
    return json_text.document(document)


def _entry(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": diagnostic.span.file,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "event_type": diagnostic.event_type,
        "related": [
            {
                "file": other.span.file,
                "line": other.span.line,
                "column": other.span.column,
                "message": other.message,
            }
            for other in diagnostic.related
        ],
    }
