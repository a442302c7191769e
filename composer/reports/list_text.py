"""Event Types for people: a line each, and what they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted
from composer.reports.money import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.printing.blocks import Block
    from composer.reports.list_rows import Row

_HEAD = ("Event Type", "owner", "importance", "storage", "events/s", "a month", "defined in")


def render(rows: Sequence[Row], every: int, currency: str, unread: int) -> Iterator[Block]:
    """A table of the rows, and a line below it. `every`: Event Types of the fleet; `unread`: files that are none."""
    if rows:
        yield Table([_cells(row) for row in rows], _HEAD, wrapped=(3, 6), right=(4, 5))
        yield BLANK
    yield Line(Styled(_summary(rows, every, currency), "strong"))
    if unread:
        text = f"{counted(unread, 'definition')} cannot be read and {'is' if unread == 1 else 'are'} not listed: "
        yield Line(f"{text}`composer check` says why.")


def _cells(row: Row) -> tuple[str, ...]:
    state = "" if row.state == "active" else f", {row.state}"
    storage = f"{row.storage} {row.partitioning} {row.retention}"
    cost = "-" if row.cents is None else money(row.cents)
    place = f"{row.file}:{row.line}"
    return row.name, row.owner, f"{row.importance}{state}", storage, row.average.short, cost, place


def _summary(rows: Sequence[Row], every: int, currency: str) -> str:
    if every and not rows:
        return f"None of {counted(every, 'Event Type')} has what was asked for"
    among = "" if len(rows) == every else f" of {every:,}"
    text = f"{len(rows):,}{among} Event Types" if among else counted(len(rows), "Event Type")
    if not rows:
        return text
    events = f"{sum(row.average for row in rows):,.0f} events/s on average"
    cents = [row.cents for row in rows if row.cents is not None]
    return f"{text}, {events}" + (f", {money(sum(cents))} {currency} a month" if cents else "")
