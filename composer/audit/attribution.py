"""Who made each finding so, and when: by the log of admin activity, where it can be read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from composer.audit.verdict import Unseen
from composer.live import activity_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from composer.audit.verdict import Finding
    from composer.live.activity_log import Change
    from composer.live.google import Google


def attributed(google: Google, findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Unseen, ...]]:
    """The findings with the last change of each, where there is one, and what could not be read of the logs: that makes
    no audit incomplete, since what is there was seen."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in findings:
        if one.log_name:
            names[one.project].add(one.log_name)
    now = datetime.now(UTC)
    logs = {project: activity_log.changes(google, project, of_project, now) for project, of_project in names.items()}
    unread = tuple(
        Unseen("who changed what, by the log of admin activity", project, 0, log.refusal)
        for project, log in sorted(logs.items())
        if log.refusal
    )
    entries_by_finding = (logs[one.project].by_name.get(one.log_name, ()) if one.log_name else () for one in findings)
    return tuple(
        replace(one, change=_of(one, known)) for one, known in zip(findings, entries_by_finding, strict=True)
    ), unread


def _of(finding: Finding, changes: Iterable[Change]) -> Change | None:
    """The change that made it so: of a grant, the newest that added it, where the log tells; else the newest at all."""
    changes = list(changes)
    if finding.live is not None and "member" in finding.live.properties:
        grant = (str(finding.live.properties.get("role")), str(finding.live.properties["member"]))
        changes = [one for one in changes if grant in one.added] or [one for one in changes if not one.added]
    return next(iter(changes), None)
