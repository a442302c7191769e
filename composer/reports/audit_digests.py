"""An audit as one digest a team, in Markdown, for CI to send: what is new, still there and mended of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.audit.audit_request import PLATFORM_TEAM
from composer.kinds import KINDS
from composer.printing import markdown
from composer.reports.audit_markdown import changed_by, what_differs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.audit.verdict import AuditReport, Finding
    from composer.printing.markdown import Markdown
    from composer.printing.output import Document

NOBODY = "nobody"
"""The name of the digest of what is no team's."""
HEAD = ("", "since", "resource", "kind", "verdict", "what differs", "changed by", "repair", "id")


def digests(report: AuditReport) -> Mapping[str, Document]:
    """A digest for every team that something was found or mended of, by a name that a file can have."""
    mended = (report.trend.mended if report.trend else None) or {}
    of_findings = (one.team for one in (*report.findings, *(one for one, _ in report.tolerated)))
    teams = {*of_findings, *mended.values()}
    documents: dict[str, Document] = {}
    for team in sorted(teams, key=lambda one: (one in ("", PLATFORM_TEAM), one)):  # names of teams are theirs first
        name = (team or NOBODY).replace(" ", "-")
        while name in documents:
            name = f"{name}-2"
        of_team = [finding for finding, owner in mended.items() if owner == team]
        documents[name] = markdown.document(_blocks(report, team, of_team))
    return documents


def _blocks(report: AuditReport, team: str, mended: list[str]) -> Iterator[Markdown]:
    findings = [one for one in report.findings if one.team == team]
    tolerated = [(one, why) for one, why in report.tolerated if one.team == team]
    new = sum(not one.first_seen for one in findings)
    yield markdown.fill("# Audit of {}: {}", report.environment, team or "what is nobody's")
    yield markdown.text(
        f"{new} new, {len(findings) - new} still there, {len(mended)} mended, {len(tolerated)} tolerated."
    )
    if not report.complete:
        yield markdown.text("Not everything could be seen, so this says nothing about the rest.")
    if findings:
        yield markdown.table(HEAD, map(_row, findings))
    for finding, why in tolerated:
        yield markdown.fill(
            "Tolerated until {} by {}: {}. {}",
            why.expires.isoformat(),
            why.approver,
            markdown.code(finding.identity),
            markdown.text(why.reason),
        )
    for name in mended:
        yield markdown.fill("Mended: {}", markdown.code(name))


def _row(finding: Finding) -> tuple[Markdown, ...]:
    return (
        markdown.text(finding.severity),
        markdown.text(finding.first_seen[:10] or "new"),
        markdown.code(finding.resource),
        markdown.text(KINDS[finding.token].name),
        markdown.text(finding.verdict.value),
        what_differs(finding),
        changed_by(finding),
        markdown.code(finding.repair),
        markdown.code(finding.identity),
    )
