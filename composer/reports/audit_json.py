"""An audit as `composer/audit/v1`: docs/schemas/audit.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.audit.verdict import Verdict
from composer.reports.completeness import fresh_since

if TYPE_CHECKING:
    from composer.audit.since_last import Trend
    from composer.audit.verdict import AuditReport, Finding
    from composer.live.activity_log import Change

FORMAT = "composer/audit/v1"


def document(report: AuditReport) -> dict[str, Any]:
    """Every finding, how many resources have which verdict, and what was seen."""
    return {
        "format": FORMAT,
        "environment": report.environment,
        "complete": report.complete,
        "counts": {verdict.value: report.counts[verdict] for verdict in Verdict},
        "findings": [_finding(one) for one in report.findings],
        "tolerated": [
            {"id": one.identity, "reason": why.reason, "approver": why.approver, "expires": why.expires.isoformat()}
            for one, why in report.tolerated
        ],
        "trend": _trend(report.trend) if report.trend else None,
        "remarks": list(report.remarks),
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
        "unread_logs": [{"project": one.project, "why": one.why} for one in report.unread],
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
        "first_seen": finding.first_seen or None,
        "changed": _change(finding.change) if finding.change else None,
        "repair": finding.repair,
    }


def _change(change: Change) -> dict[str, str]:
    return {"by": change.who, "time": change.when.isoformat(), "method": change.method}


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "since": trend.time,
        "new": list(trend.new),
        "still": list(trend.still),
        "mended": None if trend.mended is None else list(trend.mended),
    }
