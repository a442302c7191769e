"""Who could read fields by live policies, beside what definitions say: what differs is marked with + and -."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled
from composer.printing.plurals import counted
from composer.reports.completeness import fresh_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from composer.live.inventory import View
    from composer.printing.blocks import Block
    from composer.privacy.exposure import Exposure, FieldExposure


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One field of one Event Type: who reads it in clear by definition and live (`same`), only live (`more`), and only
    by definition (`fewer`)."""

    event_type: str
    path: str
    semantic: str
    same: tuple[str, ...]
    more: tuple[str, ...]
    fewer: tuple[str, ...]


def rows(
    wanted: Sequence[Exposure], live: Sequence[Exposure], asked_for: Callable[[FieldExposure], bool]
) -> list[LiveRow]:
    """Every field about people that was asked for."""
    return [
        _row(mine.event_type, field, _readers(mine, field), _readers(theirs, theirs.fields[path]))
        for mine, theirs in zip(wanted, live, strict=True)
        for path, field in mine.fields.items()
        if field.personal and asked_for(field)
    ]


def _readers(exposed: Exposure, field: FieldExposure) -> frozenset[str]:
    """Who reads it as it is: where it is delivered, on its way, or once they have let themselves in."""
    return field.clear | exposed.handlers | exposed.governors


def _row(event_type: str, field: FieldExposure, wanted: frozenset[str], live: frozenset[str]) -> LiveRow:
    parts = (sorted(part) for part in (wanted & live, live - wanted, wanted - live))
    return LiveRow(event_type, field.path, field.semantic, *map(tuple, parts))


def render(rows: Sequence[LiveRow], view: View, at: datetime | None) -> Iterator[Block]:
    """Fields with a difference in full, the others counted; then what was looked at."""
    when = f"at the end of {at:%Y-%m-%d}" if at else "now"
    yield Line(Styled(f"Who could read fields about people in clear, {when}, by live policies", "strong"))
    for row in rows:
        yield BLANK
        yield Line([Styled(f"{row.event_type}.{row.path}", "name"), f"  {row.semantic}"])
        yield Line(f"{counted(len(row.same), 'reader')} as definitions say: {', '.join(row.same) or 'nobody'}", 2, 2)
        for one in row.more:
            yield Line([Styled("+ ", "error"), f"{one}  could, and no definition lets them"], 2, 4)
        for one in row.fewer:
            yield Line([Styled("- ", "warning"), f"{one}  could not, and is let in by definition"], 2, 4)
    yield BLANK
    differing = sum(bool(one.more or one.fewer) for one in rows)
    yield Line(f"{differing} of {counted(len(rows), 'field')} differ from what definitions say.")
    for read in view.reads:
        if not read.complete:
            yield Line([Styled("? ", "warning"), f"{read.source} of {read.project}: {read.refusal}"], 2, 4)
    if not view.complete:
        yield Line(Styled("Not everything could be seen: more people may be let in.", "strong"))
    else:
        since = min(map(fresh_since, view.reads))
        yield Line(f"Everything was seen that was granted before {since}; what was granted since may be missing.")
    if at is not None:
        yield Line("Policies for columns have no past that can be asked for: they are as they are now.")
