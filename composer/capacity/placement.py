"""Which cell an Event Type is placed in: the first with room. What is placed is never moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer import COMMAND
from composer.capacity.quotas import quotas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.capacity.demand import Demand
    from composer.capacity.quotas import Quota
    from composer.model import Cell, Environment, Limit


@dataclass(frozen=True, slots=True)
class Placed:
    """Where every Event Type is to live, by name. `lacking`: those that no cell has room for, and the quotas that have
    none for them, in every cell if there are such, else in any."""

    cells: Mapping[str, str]
    lacking: Mapping[str, tuple[str, ...]]

    @property
    def homeless(self) -> tuple[str, ...]:
        """Those that no cell has room for."""
        return tuple(self.lacking)


class _Room:
    """What is left of the quotas of every cell while Event Types are placed."""

    def __init__(self, environment: Environment, limits: Mapping[str, Limit], platforms: Mapping[str, Demand]) -> None:
        every = quotas(environment, limits)
        self._quotas = {cell.name: [quota for quota in every if quota.scope.holds(cell)] for cell in environment.cells}
        self._used: Counter[Quota] = Counter()
        for cell in environment.cells:
            self.take(cell, platforms.get(cell.name, {}))

    def take(self, cell: Cell, demand: Demand) -> None:
        for quota in self._quotas[cell.name]:
            self._used[quota] += demand.get(quota.counts, 0)

    def fits(self, cell: Cell, demand: Demand, headroom: int) -> bool:
        """True if what is asked for leaves `headroom` percent of every quota that it draws on."""
        return all(
            (self._used[quota] + needed) * 100 <= quota.value * (100 - headroom)
            for quota in self._quotas[cell.name]
            if (needed := demand.get(quota.counts, 0))
        )

    def lacking(self, demand: Demand) -> tuple[str, ...]:
        """The quotas that have no room for what is asked for: those of every cell, or else of any."""
        short = [
            {quota.name for quota in there if self._used[quota] + demand.get(quota.counts, 0) > quota.value}
            for there in self._quotas.values()
        ]
        return tuple(sorted(set.intersection(*short) or set.union(*short)))


def place(
    environment: Environment,
    limits: Mapping[str, Limit],
    headroom: int,
    platforms: Mapping[str, Demand],
    demands: Mapping[str, Demand],
) -> Placed:
    """The recorded placements and, for every Event Type in `demands` without one, the first cell with room.

    Deterministic: Event Types in order of name, cells in the order of the environment. `headroom` percent of each
    quota stays free while any cell can leave that much; then cells are filled up. Where no record exists at all, the
    environment had one cell until now, and everything lives there: the first cell is filled up first.
    """
    room = _Room(environment, limits, platforms)
    cells = {cell.name: cell for cell in environment.cells}
    for name, cell in environment.placements.items():
        if cell in cells and name in demands:
            room.take(cells[cell], demands[name])
    placements = dict(environment.placements)
    lacking: dict[str, tuple[str, ...]] = {}
    for name in sorted(demands.keys() - placements.keys()):
        home = _first(environment, room, demands[name], headroom)
        if home is None:
            lacking[name] = room.lacking(demands[name])
            continue
        room.take(home, demands[name])
        placements[name] = home.name
    return Placed(dict(sorted(placements.items())), lacking)


def _first(environment: Environment, room: _Room, demand: Demand, headroom: int) -> Cell | None:
    first = environment.cells[0]
    if not environment.recorded and room.fits(first, demand, 0):
        return first
    for reserved in (headroom, 0):
        for cell in environment.cells:
            if room.fits(cell, demand, reserved):
                return cell
    return None


def render(environment: str, cells: Mapping[str, str]) -> str:
    """The record as a file: sorted, one Event Type a line, so that changes of different people merge."""
    lines = [
        "# yaml-language-server: $schema=../../docs/schemas/placements.schema.json",
        "#",
        f"# Where each Event Type lives in {environment}. Written by `{COMMAND} check --fix`: it adds new Event",
        "# Types and moves nothing, since what moves is made anew, empty, and what it held stays behind.",
        "placements:" if cells else "placements: {}",
        *(f"  {name}: {cell}" for name, cell in sorted(cells.items())),
    ]
    return "\n".join(lines) + "\n"
