"""What an audit says of itself: what was listed, by how many calls, and since when that is fresh."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.live.inventory import INVENTORIES
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.audit.verdict import AuditReport
    from composer.live.inventory import Read

NAMED = 4
"""So many kinds are named; more are counted."""
THROTTLED = 429
REFUSED = frozenset({401, 403})


def sentences(report: AuditReport) -> Iterator[str]:
    """The statement, a sentence each."""
    seen = {token for read in report.reads if read.complete for token in read.tokens}
    asked = {token for read in report.reads for token in read.tokens}
    projects = {read.project for read in report.reads}
    complete = {project for project in projects if all(one.complete for one in report.reads if one.project == project)}
    pages = sum(read.pages for read in report.reads)
    objects = sum(read.objects for read in report.reads)
    yield (
        f"{len(seen)} of {len(asked)} kinds were listed, {objects} objects and policies on {counted(pages, 'page')}, "
        f"completely in {len(complete)} of {counted(len(projects), 'project')}."
    )
    without = sorted(kind.name for kind in KINDS.values() if kind.token not in asked)
    if without:
        yield f"Of these kinds nothing was listed: {', '.join(without)}."
    calls = sum(report.statuses.values())
    throttled, refused = report.statuses.get(THROTTLED, 0), sum(report.statuses.get(one, 0) for one in REFUSED)
    yield f"{counted(calls, 'call')}, {throttled} throttled, {refused} refused; {report.confirmed} to confirm."
    if report.trend is not None:
        mended = "" if report.trend.mended is None else f", {len(report.trend.mended)} mended"
        counts = f"{len(report.trend.new)} new, {len(report.trend.still)} still there{mended}"
        yield f"Since the audit of {report.trend.time[:16].replace('T', ' ')} UTC: {counts}."
    for one in report.unread:
        yield f"{one.what[0].upper()}{one.what[1:]} of {one.project}, could not be read: {one.why}."
    for since, kinds in sorted(_fresh(report).items()):
        yield f"Fresh since {since}: {kinds}."


def _fresh(report: AuditReport) -> dict[str, str]:
    """Moments up to which everything of some kinds is in what was listed: reads less what Google lets changes wait."""
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for read in report.reads:
        for token in read.tokens if read.complete else ():
            inventory = KINDS[token].inventory
            delay = inventory.delay if read.delay else 0.0
            sources[_moment(read, delay), _source(read)].add(KINDS[token].name)
    fresh: defaultdict[str, list[str]] = defaultdict(list)
    for (since, source), names in sorted(sources.items()):
        shown = ", ".join(sorted(names)) if len(names) <= NAMED else counted(len(names), "kind")
        fresh[since].append(f"{source} ({shown})")
    return {since: ", ".join(parts) for since, parts in fresh.items()}


def fresh_since(read: Read) -> str:
    """Up to when a list surely holds everything: to the minute, in UTC."""
    return _moment(read, read.delay)


def _moment(read: Read, delay: float) -> str:
    moment = datetime.fromisoformat(read.read_time) if read.read_time else read.seen
    return f"{moment - timedelta(seconds=delay):%Y-%m-%d %H:%M} UTC"


def _source(read: Read) -> str:
    return INVENTORIES.get(read.source, "lists of single APIs")
