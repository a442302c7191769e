"""Exposure for people: the fleet by meaning, one Event Type by field, one group by what it reads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.day_counts import for_days, in_days
from composer.printing.plurals import counted, number_of
from composer.reports.exposure_rows import by_semantic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.printing.blocks import Block
    from composer.privacy.exposure import Exposure
    from composer.reports.exposure_rows import Row, Sum

WHOM = 3
HOW = {"clear": "in clear", "key": "with the key", "masked": "masked"}


def fleet(selected: Sequence[Row], environment: str) -> Iterator[Block]:
    """Every meaning: how often, how protected, for how many."""
    personal = [row for row in selected if row.exposed.personal]
    yield Line(Styled(f"What is known about people in environment {environment}", "strong"))
    yield BLANK
    if not selected:
        yield Line("There is no Event Type with a field.")
        return
    rows = []
    for key, total in by_semantic(personal).items():
        count = len(total.clear_readers)
        readers = counted(count, "reader") if count else "nobody"
        if total.encrypted and count:
            readers += f", {total.encrypted} encrypted"
        rows.append((key, str(len(total.event_types)), str(len(total.rows)), readers, _sum(total)))
    yield Table(rows, head=("meaning", "types", "fields", "in clear to", "for"), right=(1, 2), wrapped=(3, 4))
    yield BLANK
    types = counted(len({row.event_type for row in selected}), "Event Type")
    number = len(personal)
    yield Line(
        f"{number} of {counted(len(selected), 'field')} in {types} {number_of(number, 'is', 'are')} about people."
    )
    yield Table(
        [
            ("--semantic KEY", "where one meaning is"),
            ("--group NAME", "what somebody reads"),
            ("NAME", "who reads an Event Type, field by field"),
        ],
        indent=2,
    )


def fields(selected: Sequence[Row], exposures: Sequence[Exposure]) -> Iterator[Block]:
    """Field by field, Event Type by Event Type."""
    if not selected:
        yield Line("Nothing that was asked for is in any Event Type.")
        return
    first = True
    for one in exposures:
        mine = [row for row in selected if row.event_type == one.event_type]
        if mine:
            yield from () if first else (BLANK,)
            yield from _event_type(one, mine)
            first = False


def _event_type(one: Exposure, mine: Sequence[Row]) -> Iterator[Block]:
    retention = for_days(mine[0].retention, "up to ")
    about = f"  owned by {one.owner}, {one.state}, delivered to {one.storage}, kept {retention}"
    yield Line([Styled(one.event_type, "name"), about])
    programs = _programs(mine)
    for (who, age), rows in _by_readers(mine, programs).items():
        yield Line(f"read by {who}; in clear for {age}", indent=2)
        yield Table(
            [(row.exposed.path, row.exposed.semantic, row.exposed.tier) for row in rows], indent=4, wrapped=(1,)
        )
    if programs:
        yield Line(f"All that is in clear is read by {_some(programs, 6)}, too.", indent=2)
    if one.handlers:
        yield Line(f"On its way, before anything is encrypted: {_some(one.handlers, 6)}", indent=2)
    if one.governors:
        yield Line(f"May let themselves and others in: {_some(one.governors, 6)}", indent=2)
    if one.beside:
        yield Line(f"May read the table, and none of its columns: {_some(one.beside, 6)}", indent=2)


def _by_readers(rows: Sequence[Row], programs: frozenset[str]) -> dict[tuple[str, str], list[Row]]:
    """Fields that the same people read for the same time, together: in most Event Types that is nearly all."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((_who(row, programs), _age(row)), []).append(row)
    return groups


def group(selected: Sequence[Row], principal: str, exposures: Sequence[Exposure]) -> Iterator[Block]:
    """The fields one principal reads, by Event Type, and where it works on events or says who may."""
    handled = [one.event_type for one in exposures if principal in one.handlers]
    governed = [one.event_type for one in exposures if principal in one.governors]
    more = [f"Reads events on their way, before anything is encrypted: {_some(handled, 6)}"] if handled else []
    more += [f"May let itself and others in: {_some(governed, 6)}"] if governed else []
    if not selected:
        yield from (Line(text) for text in (f"{principal} reads no field that was asked for.", *more))
        return
    ways = Counter(row.readable(principal) for row in selected)
    summary = ", ".join(f"{ways[how]} {text}" for how, text in HOW.items() if ways[how])
    types = counted(len({row.event_type for row in selected}), "Event Type")
    yield Line(Styled(f"{principal} reads fields of {types}: {summary}", "strong"))
    yield BLANK
    by_type: dict[str, list[Row]] = {}
    for row in selected:
        by_type.setdefault(row.event_type, []).append(row)
    for name, rows in by_type.items():
        yield Line(Styled(name, "name"))
        ways_here: dict[str, list[Row]] = {}
        for row in rows:
            ways_here.setdefault(f"{HOW[row.readable(principal)]}; in clear for {_age(row)}", []).append(row)
        for how, some in ways_here.items():
            yield Line(how.replace("in clear; in clear", "in clear"), 2)
            yield Table([(row.exposed.path, row.exposed.semantic) for row in some], indent=4)
    if more:
        yield from (BLANK, *map(Line, more))


def _programs(rows: Sequence[Row]) -> frozenset[str]:
    """Service accounts that read every field which is in clear: said once, not in every line."""
    clear = [frozenset(row.exposed.clear) for row in rows if not row.exposed.encryption]
    return (
        frozenset(one for one in frozenset.intersection(*clear) if one.startswith("serviceAccount:"))
        if clear
        else frozenset()
    )


def _who(row: Row, programs: frozenset[str]) -> str:
    one = row.exposed
    if one.encryption:
        return f"{row.key}: {_some(one.holders)}"
    readers = _some(set(one.clear) - programs)
    return f"{readers}; masked: {_some(one.masked)}" if one.masked else readers


def _some(principals: Iterable[str], shown: int = WHOM) -> str:
    ordered = sorted(principals)
    rest = len(ordered) - shown
    return ", ".join(ordered[:shown]) + (f" and {rest} more" if rest > 0 else "") if ordered else "nobody"


def _sum(total: Sum) -> str:
    return f"{_days(total.oldest)}, on its way" if total.encrypted == len(total.rows) else _days(total.oldest)


def _age(row: Row) -> str:
    return f"{_days(row.oldest)}, on its way" if row.exposed.encryption else _days(row.oldest)


def _days(seconds: int | None) -> str:
    return "ever" if seconds is None else in_days(seconds)
