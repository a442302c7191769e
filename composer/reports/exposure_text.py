"""Exposure for people: the fleet by meaning, one Event Type by field, one group by what it reads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.reports.exposure_rows import by_semantic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.privacy.exposure import Exposure
    from composer.reports.exposure_rows import Row, Sum
    from composer.reports.paint import Paint

WHOM = 3
HOW = {"clear": "in clear", "key": "with the key", "masked": "masked"}


def fleet(found: Sequence[Row], environment: str, paint: Paint) -> str:
    """Every meaning: how often, how protected, for how many."""
    personal = [row for row in found if row.exposed.personal]
    lines = [paint("strong", f"What is known about people in environment {environment}"), ""]
    table = [("meaning", "Event Types", "fields", "encrypted", "read in clear by", "in clear for")]
    for key, total in by_semantic(personal).items():
        count = len(total.clear_readers)
        readers = f"{count} principal{'' if count == 1 else 's'}" if count else "nobody"
        encrypted = f"{total.encrypted}" if total.encrypted else "-"
        row = (key, str(len(total.event_types)), str(len(total.rows)), encrypted, readers, _sum(total))
        table.append(row)
    lines += _table(table, paint)
    types = {row.event_type for row in found}
    said = f"{len(personal)} of {len(found)} fields in {len(types)} Event Types are about people."
    more = (
        "--semantic KEY says where one meaning is, --group NAME what somebody reads, an Event Type's name who reads it."
    )
    return "\n".join([*lines, "", said, more]) + "\n"


def fields(found: Sequence[Row], exposures: Sequence[Exposure], paint: Paint) -> str:
    """Field by field, Event Type by Event Type."""
    if not found:
        return "Nothing that was asked for is in any Event Type.\n"
    blocks = []
    for one in exposures:
        mine = [row for row in found if row.event_type == one.event_type]
        if not mine:
            continue
        table = [("field", "meaning", "tier", "who reads it", "in clear for")]
        programs = _programs(mine)
        for row in mine:
            said = row.exposed
            table.append((said.path, said.semantic, said.tier, _who(row, programs), _age(row)))
        kept = "for ever" if mine[0].kept is None else f"for up to {_days(mine[0].kept)}"
        about = f"owned by {one.owner}, {one.state}, delivered to {one.storage}, kept {kept}"
        head = f"{paint('name', one.event_type)}  {about}"
        lines = [head, *(f"  {line}" for line in _table(table, paint))]
        if programs:
            lines.append(f"  All that is in clear is read by {_some(programs, 6)}, too.")
        if one.handlers:
            lines.append(f"  On its way, before anything is encrypted: {_some(one.handlers, 6)}")
        if one.governors:
            lines.append(f"  May let themselves and others in: {_some(one.governors, 6)}")
        if one.beside:
            lines.append(f"  May read the table, and none of its columns: {_some(one.beside, 6)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def group(found: Sequence[Row], principal: str, exposures: Sequence[Exposure], paint: Paint) -> str:
    """What one principal can read, by Event Type, and where it works on events or says who may."""
    handled = [one.event_type for one in exposures if principal in one.handlers]
    governed = [one.event_type for one in exposures if principal in one.governors]
    more = [f"Reads events on their way, before anything is encrypted: {_some(handled, 6)}"] if handled else []
    more += [f"May let itself and others in: {_some(governed, 6)}"] if governed else []
    if not found:
        return "\n".join([f"{principal} reads no field that was asked for.", *more]) + "\n"
    ways = Counter(row.readable(principal) for row in found)
    said = ", ".join(f"{ways[how]} {words}" for how, words in HOW.items() if ways[how])
    types = len({row.event_type for row in found})
    lines = [paint("strong", f"{principal} reads fields of {types} Event Type{'' if types == 1 else 's'}: {said}"), ""]
    table = [("Event Type", "field", "meaning", "how", "in clear for")]
    previous = ""
    for row in found:
        name = row.event_type if row.event_type != previous else ""
        previous = row.event_type
        table.append((name, row.exposed.path, row.exposed.semantic, HOW[row.readable(principal)], _age(row)))
    return "\n".join([*lines, *_table(table, paint), *(["", *more] if more else [])]) + "\n"


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
    said = _some(set(one.clear) - programs)
    return f"{said}; masked: {_some(one.masked)}" if one.masked else said


def _some(principals: Iterable[str], shown: int = WHOM) -> str:
    ordered = sorted(principals)
    rest = len(ordered) - shown
    return ", ".join(ordered[:shown]) + (f" and {rest} more" if rest > 0 else "") if ordered else "nobody"


def _sum(total: Sum) -> str:
    return f"{_days(total.days)}, on its way" if total.encrypted == len(total.rows) else _days(total.days)


def _age(row: Row) -> str:
    return f"{_days(row.days)}, on its way" if row.exposed.encryption else _days(row.days)


def _days(days: int | None) -> str:
    return "ever" if days is None else f"{days} day{'' if days == 1 else 's'}"


def _table(table: Sequence[tuple[str, ...]], paint: Paint) -> Iterator[str]:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for index, row in enumerate(table):
        text = "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        yield paint("faint", text) if not index else text
