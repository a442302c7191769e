"""The capacity of a fleet for people: each cell with its traffic and its fullest quotas, and what binds first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.amounts import amount, count, of_bytes
from composer.reports.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from composer.capacity.growth import Growth
    from composer.capacity.quotas import Use
    from composer.capacity.summary import CellUse, FleetCapacity

SHOWN = 8
"""Quotas of a cell that are shown unless all are asked for."""


def render(
    fleet: FleetCapacity,
    growth: Growth | None,
    today: date,
    *,
    every: bool = False,
    width: int = 100,
    paint: Paint = Paint(),  # noqa: B008  frozen
) -> str:
    """Cells, limits that single Event Types meet, and the line that says what binds first."""
    many = sum(len(one.event_types) for one in fleet.cells)
    cells = f"{len(fleet.cells)} cells" if len(fleet.cells) > 1 else "1 cell"
    blocks = [[paint("strong", f"Capacity of {fleet.environment}: {many} Event Types in {cells}")]]
    blocks += [[*_cell(one, fleet, growth, today, every, width, paint)] for one in fleet.cells]
    blocks += [[*_singles(fleet, paint)], [*_missing(fleet)], [*_verdict(fleet, growth, today, paint)]]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _cell(
    one: CellUse, fleet: FleetCapacity, growth: Growth | None, today: date, every: bool, width: int, paint: Paint
) -> Iterator[str]:
    cell, taken = one.cell, one.taken
    number = len(one.event_types)
    yield (
        paint("name", cell.name) + f"  {cell.project} in {cell.region}, {number} Event Type{'s' if number != 1 else ''}"
    )
    peak, day = taken.get("traffic.peak_bytes", 0), taken.get("traffic.day_bytes", 0)
    most, events = taken.get("traffic.peak_events", 0), taken.get("traffic.day_events", 0)
    at_peak = f"{count(most)} events and {of_bytes(peak)} a second at peak"
    yield f"  traffic  {at_peak}; {count(events)} events and {of_bytes(day)} a day"
    landing, delivered = taken.get("storage.landing_bytes", 0), taken.get("storage.delivered_bytes", 0)
    yield f"  storage  {of_bytes(landing)} landing and {of_bytes(delivered)} delivered, once retention is full"
    if taken.get("etl.cap"):
        average, most = taken.get("etl.average", 0), taken.get("etl.peak", 0)
        needed = f"{count(average)} instances on average, {count(most)} at peak"
        yield f"  ETL      {needed}, {count(taken['etl.cap'])} at most"
    mine = [use for use in fleet.uses if use.quota.scope.holds(cell) and (every or use.used)]
    shown = mine if every else mine[:SHOWN]
    if not shown:
        return
    names = max(len(use.quota.name) for use in shown)
    last = f"  {'full on':10}" if growth else ""
    # what does not fit beside the names goes, in this order: the bar, what is left
    spare = width - names - (47 if growth else 35)
    left = f"  {'left':>10}" if spare >= 12 else ""
    yield paint("faint", f"  {'quota':{names}}  {'used':>10}  {'limit':>10}{left}   used{last}".rstrip())
    bar = max(min(spare - 14, 20), 0)
    for use in shown:
        yield _row(use, names, growth, today, bar, paint, left=bool(left))
    if len(shown) < len(mine):
        yield paint("faint", f"  and {len(mine) - len(shown)} that are used less: --all")


def _row(use: Use, names: int, growth: Growth | None, today: date, bar: int, paint: Paint, *, left: bool) -> str:
    quota = use.quota
    values = (use.used, quota.value, use.left) if left else (use.used, quota.value)
    numbers = (amount(quota.counts, value) for value in values)
    said = f"  {quota.name:{names}}  " + "  ".join(f"{number:>10}" for number in numbers) + f"  {_share(use.share):>5}"
    if growth:
        full = growth.full_on(use, today)
        said += f"  {full.isoformat() if full else 'never':10}"
    if bar >= 5:
        filled = min(round(use.share * bar), bar)
        said += f"  {'█' * filled}{'·' * (bar - filled)}"
    said = said.rstrip()
    return (
        paint("danger-text" if use.left < 0 else "update" if use.share > 0.9 else "", said) if use.share > 0.9 else said
    )


def _share(part: float) -> str:
    return "<1%" if 0 < part < 0.005 else f"{part:.0%}"


def _singles(fleet: FleetCapacity, paint: Paint) -> Iterator[str]:
    if not fleet.singles:
        return
    names = max(len(one.name) for one in fleet.singles)
    yield paint("strong", "Nearest to a limit of its own")
    for one in fleet.singles:
        counts = one.limit.counts
        share = one.used / max(one.limit.value, 1)
        used, value = amount(counts, one.used), amount(counts, one.limit.value)
        yield f"  {one.name:{names}}  {used:>10}  of {value:>10}  {_share(share):>5}  {one.event_type}"


def _missing(fleet: FleetCapacity) -> Iterator[str]:
    if fleet.homeless:
        yield f"In no cell yet: {_names(fleet.homeless)}; `composer check --fix` places those that there is room for."
    if fleet.left_out:
        yield f"Not counted, since `composer check` finds errors in them: {_names(fleet.left_out)}."


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 6 else ""
    return ", ".join(names[: 5 if more else None]) + more


def _verdict(fleet: FleetCapacity, growth: Growth | None, today: date, paint: Paint) -> Iterator[str]:
    use = fleet.binds_first
    if use is None:
        return
    where = " and ".join(one.cell.name for one in fleet.cells_of(use))
    room = fleet.room(use)
    said = f"{use.quota.name} of {where} binds first: {use.share:.0%} used"
    if use.left < 0:
        said += ". Too much: raise it, or add a cell."
    elif room is not None:
        said += f", room for {room:,} more Event Types like these."
    else:
        said += "."
    yield paint("strong", said)
    if growth:
        days = [(growth.full_on(one, today), one) for one in fleet.uses]
        soon = min(((day, one) for day, one in days if day), key=lambda pair: pair[0], default=None)
        if soon:
            day, one = soon
            where = " and ".join(each.cell.name for each in fleet.cells_of(one))
            yield f"Growing {growth.text}, {one.quota.name} of {where} is the first to be full, on {day.isoformat()}."
    yield paint("faint", f"Where the limit is from: {use.quota.limit.source}")
