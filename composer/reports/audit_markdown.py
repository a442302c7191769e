"""An audit in Markdown, for pull requests and tickets: a table of findings per team, and what was seen."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.printing import markdown
from composer.reports.audit_text import conclusion
from composer.reports.completeness import sentences
from composer.reports.value_text import value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.audit.verdict import AuditReport, Finding
    from composer.printing.markdown import Markdown
    from composer.printing.output import Document

HEAD = ("", "resource", "kind", "verdict", "what differs", "changed by", "repair", "id")


def render(report: AuditReport) -> Document:
    """The conclusion, the findings, and the statement about completeness."""
    return markdown.document(_blocks(report))


def _blocks(report: AuditReport) -> Iterator[Markdown]:
    yield markdown.fill("### Audit of {}", report.environment)
    yield markdown.text(conclusion(report))
    by_team = sorted(report.findings, key=lambda one: (one.team, one.severity, one.identity))
    for team, findings in groupby(by_team, lambda one: one.team):
        yield markdown.fill("#### {}", team or "nobody's")
        yield markdown.table(HEAD, map(_row, findings))
    for finding, why in report.tolerated:
        identity, until = markdown.code(finding.identity), f"{why.expires} by {why.approver}"
        yield markdown.fill("Tolerated until {}: {}. {}", until, identity, markdown.text(why.reason))
    for remark in report.remarks:
        yield markdown.text(remark)
    for sentence in sentences(report):
        yield markdown.text(sentence)
    for one in report.unseen:
        yield markdown.fill("Not seen: {} in {}: {}", markdown.code(one.what), one.project or "the ledger", one.why)


SHOWN = 5
"""Properties of one resource that a row names."""
WIDTH = 40
"""Characters of a value in a row."""


def _row(finding: Finding) -> tuple[Markdown, ...]:
    return (
        markdown.text(finding.severity),
        markdown.code(finding.resource),
        markdown.text(KINDS[finding.token].name),
        markdown.text(finding.verdict.value),
        what_differs(finding),
        changed_by(finding),
        markdown.code(finding.repair),
        markdown.code(finding.identity),
    )


def what_differs(finding: Finding) -> Markdown:
    """The properties that differ, each with both values."""
    shown = finding.drifts[:SHOWN]
    each = [
        markdown.fill(
            "{}: {} → {}",
            markdown.code(one.path),
            markdown.code(value_text(one.expected, WIDTH)),
            markdown.code(value_text(one.actual, WIDTH)),
        )
        for one in shown
    ]
    if len(finding.drifts) > len(shown):
        each.append(markdown.text(f"and {len(finding.drifts) - len(shown)} more"))
    return markdown.joined(each, "; ")


def changed_by(finding: Finding) -> Markdown:
    """Who changed it last, and when (UTC); nothing where that is not known."""
    change = finding.change
    if change is None:
        return markdown.text("")
    return markdown.fill("{} at {}", markdown.code(change.who), markdown.code(f"{change.when:%Y-%m-%d %H:%M}"))
