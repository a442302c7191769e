"""An audit as `composer/audit/v1`: docs/schemas/audit.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.audit.verdict import Verdict
from composer.reports.completeness import fresh_since

if TYPE_CHECKING:
    from composer.audit.verdict import AuditReport, Finding

FORMAT = "composer/audit/v1"


def document(report: AuditReport) -> dict[str, Any]:
    """Every finding, how many resources have which verdict, and what was seen."""
    return {
        "format": FORMAT,
        "environment": report.environment,
        "complete": report.complete,
        "counts": {verdict.value: report.counts[verdict] for verdict in Verdict},
        "findings": [_finding(one) for one in report.findings],
        "not_yet_applied": list(report.pending),
        "foreign": dict(sorted(report.foreign.items())),
        "unseen": [
            {"what": one.what, "project": one.project or None, "status": one.status or None, "why": one.why}
            for one in report.unseen
        ],
        "lists": [
            {
                "project": one.project,
                "source": one.source,
                "kinds": sorted(one.tokens),
                "pages": one.pages,
                "objects": one.objects,
                "complete": one.complete,
                "fresh_since": fresh_since(one),
            }
            for one in report.reads
        ],
        "calls": {str(status): count for status, count in sorted(report.statuses.items())},
        "confirmed": report.confirmed,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.identity,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "type": finding.token,
        "resource": finding.resource,
        "live_id": finding.object_id or None,
        "owner": finding.owner or None,
        "team": finding.team or None,
        "drifts": [{"path": one.path, "expected": one.expected, "actual": one.actual} for one in finding.drifts],
        "repair": finding.repair,
    }
