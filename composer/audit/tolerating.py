"""Findings that somebody may leave as they are until a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from composer.audit.verdict import AuditReport
    from composer.model.tolerance import Tolerance


def tolerated(report: AuditReport, tolerances: Iterable[Tolerance], day: date) -> AuditReport:
    """The report without the findings that are tolerated on that day, which it keeps beside. Remarked on are tolerances
    that expired, and those that find nothing although everything was looked at."""
    by_finding = {one.finding: one for one in tolerances}
    valid = {name: one for name, one in by_finding.items() if one.expires >= day}
    kept = tuple((one, valid[one.identity]) for one in report.findings if one.identity in valid)
    left = tuple(one for one in report.findings if one.identity not in valid)
    identities = {one.identity for one in report.findings}
    remarks = [
        f"{name} was tolerated until {one.expires}, approved by {one.approver}: remove that from waivers.yaml."
        for name, one in by_finding.items()
        if name not in valid
    ]
    if report.complete and report.whole:
        remarks += [
            f"{name} is tolerated and was not found: remove that from waivers.yaml."
            for name in valid
            if name not in identities
        ]
    return replace(report, findings=left, tolerated=kept, remarks=(*report.remarks, *remarks))
