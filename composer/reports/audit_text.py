"""An audit for people: findings by severity and team, each with the command that repairs it, then what was seen."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from composer.audit.verdict import MEANINGS, Verdict
from composer.kinds import KINDS
from composer.kinds.unknown_values import camel
from composer.printing.blocks import BLANK, Line, Styled, command
from composer.printing.plurals import counted
from composer.reports.completeness import sentences
from composer.reports.value_text import quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.audit.comparison import Drift
    from composer.audit.verdict import AuditReport, Finding
    from composer.live.activity_log import Change
    from composer.printing.blocks import Block

SHOWN = 6
"""Properties of one finding that are shown; the others are counted."""


def render(report: AuditReport) -> Iterator[Block]:
    """The findings, what was counted, and the statement about completeness."""
    yield Line(Styled(f"Audit of {report.environment}", "strong"))
    for (severity, team), findings in groupby(report.findings, lambda one: (one.severity, one.team)):
        yield BLANK
        yield Line([Styled(f"{severity}s", severity), "  ", Styled(team or "nobody's", "name")])
        for finding in findings:
            yield from _finding(finding)
    if report.tolerated:
        yield BLANK
        yield Line([Styled("tolerated", "name"), "  by waivers.yaml"])
        for finding, why in report.tolerated:
            yield Line([f"{finding.resource}  ", Styled(f"{finding.verdict}", "faint"),
                        f"  until {why.expires}, by {why.approver}: {why.reason}"], 2, 2)  # fmt: skip
    yield BLANK
    for verdict in Verdict:
        if report.counts[verdict]:
            yield Line([f"{report.counts[verdict]:>6} {verdict}", Styled(f"  {MEANINGS[verdict]}", "faint")], 2, 9)
    yield BLANK
    for sentence in sentences(report):
        yield Line(sentence)
    for one in report.unseen:
        status = f" ({one.status})" if one.status else ""
        yield Line([Styled("?", "warning"), f" {one.what} in {one.project or 'the ledger'}: {one.why}{status}"], 2, 2)
    for remark in report.remarks:
        yield Line([Styled("!", "warning"), f" {remark}"], 2, 2)
    yield BLANK
    yield Line(Styled(conclusion(report), "strong"))


def conclusion(report: AuditReport) -> str:
    """The last line."""
    count = counted(len(report.findings), "finding")
    if not report.complete:
        return f"Not everything could be seen, so this says nothing about the rest: {count} in what was seen."
    if not report.fine:
        return f"Everything was seen: {count}{_beside(report)}."
    waiting = f"; `composer up` has something to do for {len(report.pending)} owners" if report.pending else ""
    return f"Everything was seen, and is as it was applied{_beside(report)}{waiting}."


def _beside(report: AuditReport) -> str:
    return f", but for {len(report.tolerated)} tolerated" if report.tolerated else ""


def _finding(finding: Finding) -> Iterator[Block]:
    mark = "✗" if finding.severity == "error" else "!"
    yield Line([Styled(mark, finding.severity), f" {finding.resource}  ", KINDS[finding.token].name,
                Styled(f"  {finding.verdict}: {MEANINGS[finding.verdict]}", "faint")], 2, 2)  # fmt: skip
    for drift in finding.drifts[:SHOWN]:
        yield Line([f"{drift.path}  ", *_values(finding, drift)], 6, 2)
    if len(finding.drifts) > SHOWN:
        yield Line(f"and {len(finding.drifts) - SHOWN} more", 6)
    if finding.change is not None:
        yield Line(changed_by(finding.change), 6, 2)
    yield command(finding.repair)


def _values(finding: Finding, drift: Drift) -> Iterator[str]:
    """Both values, and once more in their unit where they count something."""
    yield from (value_text(drift.expected), " → ", value_text(drift.actual))
    rules = KINDS[finding.token].properties
    unit = next((rule.unit for name, rule in rules.items() if camel(name) == drift.path), None)
    was, now = (quantity_text(unit, one) for one in (drift.expected, drift.actual))
    if was and now:
        yield f"  ({was} → {now})"


def changed_by(change: Change) -> str:
    """Who changed it last, when (UTC), by which method."""
    return f"by {change.who or 'nobody named'}, {change.when:%Y-%m-%d %H:%M} UTC ({change.method})"
