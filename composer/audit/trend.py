"""What changed since the last audit: findings that are new, that are still there, and that are mended."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from composer.audit.since_last import Trend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.audit.verdict import AuditReport

FORMAT = "composer/audited/v1"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of an earlier audit: the time (ISO) of the one that found it first, and whose it was."""

    since: str
    team: str


@dataclass(frozen=True, slots=True)
class Audited:
    """What the last audit that saw everything found, by identity, and when it was (ISO)."""

    time: str
    findings: Mapping[str, Known]

    def to_bytes(self) -> bytes:
        """As the ledger keeps it."""
        findings = {name: asdict(one) for name, one in sorted(self.findings.items())}
        return json.dumps({"format": FORMAT, "time": self.time, "findings": findings}, indent=1).encode() + b"\n"


def read(data: bytes | None) -> Audited | None:
    """The last audit; None for what is none, as if there had not been one."""
    try:
        document: Any = json.loads(data or b"")
        if document["format"] != FORMAT:
            return None
        findings = {name: Known(str(one["since"]), str(one["team"])) for name, one in document["findings"].items()}
        return Audited(str(document["time"]), findings)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def compared(report: AuditReport, last: Audited | None) -> AuditReport:
    """The report with what changed; without an earlier audit everything was found first by this one. What is tolerated
    is known, too: it is new when its tolerance ends only where it was never found."""
    if last is None:
        return report
    known = last.findings
    findings = tuple(
        replace(one, first_seen=known[one.identity].since if one.identity in known else "") for one in report.findings
    )
    there = {one.identity for one in findings} | {one.identity for one, _ in report.tolerated}
    mended = {name: known[name].team for name in sorted(known.keys() - there)}
    trend = Trend(
        last.time,
        tuple(one.identity for one in findings if not one.first_seen),
        tuple(one.identity for one in findings if one.first_seen),
        mended if report.complete and report.whole else None,
    )
    return replace(report, findings=findings, trend=trend)


def remembered(report: AuditReport, last: Audited | None, time: str) -> Audited:
    """The findings that the next audit compares with."""
    before = last.findings if last else {}
    findings = (*report.findings, *(one for one, _ in report.tolerated))
    since = {one.identity: before[one.identity].since if one.identity in before else time for one in findings}
    return Audited(time, {one.identity: Known(since[one.identity], one.team) for one in findings})
