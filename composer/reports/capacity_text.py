"""The capacity of a fleet for people: each cell with its traffic and its fullest quotas, and what binds first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.demand import amount
from composer.printing.blocks import BLANK, Line, Styled, Table
from composer.printing.plurals import counted, number_of
from composer.units import Bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from composer.capacity.demand import Demand
    from composer.capacity.growth import Growth
    from composer.capacity.quotas import Use
    from composer.capacity.summary import CellUse, FleetCapacity
    from composer.printing.blocks import Block, Cell

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
    events, peak = (_amount(taken, f"traffic.{name}_events") for name in ("day", "peak"))
    size, most = Bytes(taken.get("traffic.peak_bytes", 0)).rounded, _amount(taken, "traffic.day_bytes")
    landing, delivered = (_amount(taken, f"storage.{name}_bytes") for name in ("landing", "delivered"))
    about = [
        ("traffic", f"{peak} events and {size} a second at peak; {events} events and {most} a day"),
        ("storage", f"{landing} landing and {delivered} delivered, once retention is full"),
    ]
    if taken.get("etl.cap"):
        average, peak, cap = (_amount(taken, f"etl.{name}") for name in ("average", "peak", "cap"))
        noun = number_of(taken.get("etl.average", 0), "instance", "instances")
        about.append(("ETL", f"{average} {noun} on average, {peak} at peak, {cap} at most"))
    yield Table(about, indent=2)
    mine = [use for use in fleet.uses if use.quota.scope.holds(cell) and (every or use.used)]
    shown = mine if every else mine[:SHOWN]
    if not shown:
        return
    head = ("quota", "used", "limit", "left", "share", *(["full on"] if growth else []))
    yield Table([_row(use, growth, today) for use in shown], head=head, indent=2, right=(1, 2, 3, 4), wrapped=(0,))
    if len(shown) < len(mine):
        yield Line(Styled(f"and {len(mine) - len(shown)} that are used less: --all", "faint"), 2)


def _amount(taken: Demand, name: str) -> str:
    return amount(name, taken.get(name, 0))


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
