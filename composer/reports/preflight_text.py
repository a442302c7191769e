"""What preflight found for people: what is fine in one line each, what is missing with the command that repairs it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from composer.preflight.row import About, Verdict
from composer.printing.blocks import BLANK, Line, Styled
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.preflight.row import Report, Row
    from composer.printing.blocks import Block

NOUNS = {
    About.API: "API",
    About.AGENT: "account of Google's",
    About.PERMISSION: "product",
    About.NETWORK: "part of the network",
    About.QUOTA: "quota",
    About.PROGRAM: "program",
}
PLURALS = {About.AGENT: "accounts of Google's", About.NETWORK: "parts of the network"}
HEADINGS = {
    About.API: "APIs",
    About.AGENT: "Google's accounts",
    About.PERMISSION: "Permissions of whoever runs this",
    About.NETWORK: "Network",
    About.QUOTA: "Quotas",
    About.PROGRAM: "Images and programs",
}
MARKS = {Verdict.FINE: ("✓", "good"), Verdict.MISSING: ("✗", "error"), Verdict.UNSEEN: ("?", "warning")}
LISTED = 3
"""So many subjects with the same verdict, detail and repair stand in lines of their own; more stand in one."""


def render(report: Report) -> Iterator[Block]:
    """Rows by what they are about and by project; then the verdict."""
    yield Line(Styled(f"Preflight of {report.environment}", "strong"))
    for (about, project), rows in groupby(report.rows, lambda row: (row.about, row.project)):
        yield BLANK
        yield Line([Styled(HEADINGS[about], "name"), f"  {project}"])
        for alike in _alike([*rows]):
            yield from _lines(about, alike)
    yield BLANK
    yield Line(Styled(_verdict(report), "strong"))


def _alike(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows of one verdict with one repair together, where they are many or fine and nothing more is to be said."""
    groups: dict[object, list[Row]] = {}
    for index, row in enumerate(rows):
        shared = row.about in {About.API, About.PERMISSION} and (
            row.verdict != Verdict.MISSING or row.about == About.API
        )
        groups.setdefault((row.verdict, row.repair) if shared else index, []).append(row)
    yield from groups.values()


def _lines(about: About, rows: Sequence[Row]) -> Iterator[Block]:
    first = rows[0]
    mark, meaning = MARKS[first.verdict]
    if len(rows) > LISTED:
        many = counted(len(rows), NOUNS[about], PLURALS.get(about, ""))
        names = "" if first.verdict == Verdict.FINE else ": " + ", ".join(_short(row.subject) for row in rows)
        subject, detail = f"{many}{names}", first.detail if first.verdict != Verdict.FINE else ""
        yield _line(mark, meaning, subject, detail)
    else:
        yield from (_line(mark, meaning, row.subject, row.detail) for row in rows)
    if first.repair and first.verdict != Verdict.FINE:
        yield Line([Styled("→ ", "faint"), *_whole(first.repair)], 4, whole=True)


def _whole(command: str) -> Iterator[str]:
    """The command in pieces that are short enough to be printed whole: it is to be copied."""
    parts = command.split(",")
    yield from (f"{part}," for part in parts[:-1])
    yield parts[-1]


def _line(mark: str, meaning: str, subject: str, detail: str) -> Line:
    return Line([Styled(mark, meaning), f" {subject}", *([Styled(f"  {detail}", "faint")] if detail else [])], 2, 2)


def _short(api: str) -> str:
    return api.removesuffix(".googleapis.com")


def _verdict(report: Report) -> str:
    missing, unseen = (len(report.of(one)) for one in (Verdict.MISSING, Verdict.UNSEEN))
    if not missing and not unseen:
        return f"All {len(report.rows)} are there."
    parts = [f"{missing} of {len(report.rows)} missing"] if missing else []
    parts += [f"{unseen} could not be seen"] if unseen else []
    return f"{', '.join(parts)}. Repair them from the top, then run this again."
