"""What an audit found, beside what is tolerated and what the last audit found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from composer.audit.verdict import AuditReport
    from composer.stages import Checked


def weighed(checked: Checked, report: AuditReport) -> AuditReport:
    """The report without what is tolerated, compared with the last one. What it found is kept in the ledger for the
    next audit if everything was looked at and seen; where the ledger refuses that, the report says so."""
    from composer.audit import trend
    from composer.audit.tolerating import tolerated
    from composer.ledger import Ledger
    from composer.policy import tolerated_findings, waivers

    report = tolerated(report, tolerated_findings.load(checked.repository), waivers.today())
    ledger = Ledger.of(checked.environment)
    try:
        last = trend.read(ledger.audited())
        compared = trend.compared(report, last)
        if report.complete and report.whole:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            ledger.keep_audited(trend.remembered(report, last, now).to_bytes())
    except OSError as error:
        return replace(report, remarks=(*report.remarks, f"This cannot be compared with other audits: {error}."))
    return compared


def write_digests(report: AuditReport, folder: Path) -> None:
    """Write one file a team; those of an earlier audit are left as they are, but for the same teams."""
    from composer.printing import output
    from composer.reports import audit_digests

    folder.mkdir(parents=True, exist_ok=True)
    for team, document in audit_digests.digests(report).items():
        output.write(document, folder / f"{team}.md")
