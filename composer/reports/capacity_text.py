"""The capacity of a fleet for people: each cell with its traffic and its fullest quotas, and what binds first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.amounts import amount, count, of_bytes
from composer.printing.plurals import counted, number_of
from composer.printing.terminal import BLANK, Line, Styled, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from composer.capacity.growth import Growth
    from composer.capacity.quotas import Use
    from composer.capacity.summary import CellUse, FleetCapacity
    from composer.printing.terminal import Block, Cell

SHOWN = 8
"""Quotas of a cell that are shown unless all are asked for."""
NEARLY_FULL = 0.9


def render(fleet: FleetCapacity, growth: Growth | None, today: date, *, every: bool = False) -> Iterator[Block]:
    """Cells, limits that single Event Types meet, and the line that says what binds first."""
    many = counted(sum(len(one.event_types) for one in fleet.cells), "Event Type")
    head = f"Capacity of {fleet.environment}: {many} in {counted(len(fleet.cells), 'cell')}"
    parts: list[list[Block]] = [[Line(Styled(head, "strong"))]]
    parts += [[*_cell(one, fleet, growth, today, every)] for one in fleet.cells]
    parts += [[*_singles(fleet)], [*_missing(fleet)], [*_verdict(fleet, growth, today)]]
    for number, part in enumerate(part for part in parts if part):
        yield from (BLANK, *part) if number else part


def _cell(one: CellUse, fleet: FleetCapacity, growth: Growth | None, today: date, every: bool) -> Iterator[Block]:
    cell, taken = one.cell, one.taken
    where = f"  {cell.project} in {cell.region}, {counted(len(one.event_types), 'Event Type')}"
    yield Line([Styled(cell.name, "name"), where])
    peak, day = taken.get("traffic.peak_bytes", 0), taken.get("traffic.day_bytes", 0)
    most, events = taken.get("traffic.peak_events", 0), taken.get("traffic.day_events", 0)
    at_peak = f"{count(most)} events and {of_bytes(peak)} a second at peak"
    landing, delivered = taken.get("storage.landing_bytes", 0), taken.get("storage.delivered_bytes", 0)
    about = [
        ("traffic", f"{at_peak}; {count(events)} events and {of_bytes(day)} a day"),
        ("storage", f"{of_bytes(landing)} landing and {of_bytes(delivered)} delivered, once retention is full"),
    ]
    if taken.get("etl.cap"):
        average, most = taken.get("etl.average", 0), taken.get("etl.peak", 0)
        needed = f"{count(average)} {number_of(average, 'instance', 'instances')} on average, {count(most)} at peak"
        about.append(("ETL", f"{needed}, {count(taken['etl.cap'])} at most"))
    yield Table(about, indent=2)
    mine = [use for use in fleet.uses if use.quota.scope.holds(cell) and (every or use.used)]
    shown = mine if every else mine[:SHOWN]
    if not shown:
        return
    head = ("quota", "used", "limit", "left", "share", *(["full on"] if growth else []))
    yield Table([_row(use, growth, today) for use in shown], head=head, indent=2, right=(1, 2, 3, 4), wrapped=(0,))
    if len(shown) < len(mine):
        yield Line(Styled(f"and {len(mine) - len(shown)} that are used less: --all", "faint"), 2)


def _row(use: Use, growth: Growth | None, today: date) -> tuple[Cell, ...]:
    quota = use.quota
    loud = "danger-text" if use.remaining < 0 else "update" if use.share > NEARLY_FULL else ""
    numbers = [amount(quota.counts, value) for value in (use.used, quota.value, use.remaining)]
    cells = [quota.name, *numbers, _share(use.share)]
    if growth:
        full = growth.full_on(use, today)
        cells.append(full.isoformat() if full else "never")
    return tuple(Styled(cell, loud) for cell in cells)


def _share(part: float) -> str:
    return "<1%" if 0 < part < 0.005 else f"{part:.0%}"


def _singles(fleet: FleetCapacity) -> Iterator[Block]:
    if not fleet.singles:
        return
    yield Line(Styled("Nearest to a limit of its own", "strong"))
    rows = []
    for one in fleet.singles:
        counts = one.limit.counts
        used, value = amount(counts, one.used), amount(counts, one.limit.value)
        rows.append((one.name, used, value, _share(one.used / max(one.limit.value, 1)), one.event_type))
    yield Table(rows, head=("limit", "used", "of", "share", "Event Type"), indent=2, right=(1, 2, 3), wrapped=(0, 4))


def _missing(fleet: FleetCapacity) -> Iterator[Block]:
    if fleet.homeless:
        fix = "`composer check --fix` places those that there is room for"
        yield Line(f"In no cell yet: {_names(fleet.homeless)}; {fix}.", hang=0)
    if fleet.excluded:
        yield Line(f"Not counted, since `composer check` finds errors in them: {_names(fleet.excluded)}.", hang=0)


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 6 else ""
    return ", ".join(names[: 5 if more else None]) + more


def _verdict(fleet: FleetCapacity, growth: Growth | None, today: date) -> Iterator[Block]:
    use = fleet.binds_first
    if use is None:
        return
    where = " and ".join(one.cell.name for one in fleet.cells_of(use))
    room = fleet.room(use)
    text = f"{use.quota.name} of {where} binds first: {use.share:.0%} used"
    if use.remaining < 0:
        text += ". Too much: raise it, or add a cell."
    elif room is not None:
        text += f", room for {counted(room, 'more Event Type')} like these."
    else:
        text += "."
    yield Line(Styled(text, "strong"))
    if growth:
        days = [(growth.full_on(one, today), one) for one in fleet.uses]
        soon = min(((day, one) for day, one in days if day), key=lambda pair: pair[0], default=None)
        if soon:
            day, one = soon
            where = " and ".join(each.cell.name for each in fleet.cells_of(one))
            yield Line(
                f"Growing {growth.text}, {one.quota.name} of {where} is the first to be full, on {day.isoformat()}."
            )
    yield Line(Styled(f"Where the limit is from: {use.quota.limit.source}", "faint"))
