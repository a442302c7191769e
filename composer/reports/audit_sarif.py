"""An audit as SARIF 2.1.0, which forges show as alerts. A finding is the same alert as long as its identity is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.audit.verdict import FINDINGS, MEANINGS, Verdict
from composer.reports.audit_text import changed_by

if TYPE_CHECKING:
    from composer.audit.verdict import AuditReport, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def document(report: AuditReport) -> dict[str, Any]:
    """One run; it was not successful where not everything could be seen."""
    rules = [verdict for verdict in Verdict if verdict in FINDINGS]
    unseen = [
        {"level": "error", "message": {"text": f"{one.what} in {one.project or 'the ledger'} was not seen: {one.why}"}}
        for one in report.unseen
    ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "composer audit",
                        "rules": [{"id": rule.value, "shortDescription": {"text": MEANINGS[rule]}} for rule in rules],
                    }
                },
                "invocations": [
                    {"executionSuccessful": report.complete, "toolExecutionNotifications": unseen},
                ],
                "results": [_result(one) for one in report.findings],
            }
        ],
    }


def _result(finding: Finding) -> dict[str, Any]:
    changed = ", ".join(one.path for one in finding.drifts)
    about = f": {changed}" if changed else ""
    about += f", {changed_by(finding.change)}" if finding.change else ""
    return {
        "ruleId": finding.verdict.value,
        "level": finding.severity,
        "message": {"text": f"{finding.resource} is {MEANINGS[finding.verdict]}{about}. Repair: {finding.repair}"},
        "locations": [{"logicalLocations": [{"fullyQualifiedName": finding.resource, "kind": "resource"}]}],
        "partialFingerprints": {"finding/v1": finding.identity},
    }
