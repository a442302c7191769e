"""What preflight found as `composer/preflight/v1`: docs/schemas/preflight.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.preflight.row import Verdict

if TYPE_CHECKING:
    from composer.preflight.row import Report

FORMAT = "composer/preflight/v1"


def document(report: Report) -> dict[str, Any]:
    """Every row, and how many there are of each verdict."""
    return {
        "format": FORMAT,
        "environment": report.environment,
        "counts": {verdict.value: len(report.of(verdict)) for verdict in Verdict},
        "rows": [
            {
                "about": row.about.value,
                "project": row.project,
                "subject": row.subject,
                "verdict": row.verdict.value,
                "detail": row.detail or None,
                "repair": row.repair or None,
            }
            for row in report.rows
        ],
    }
