"""Quotas of cells: which limits hold there, how much of each is used, and what binds first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from composer.capacity.demand import total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.capacity.demand import Demand
    from composer.model import Cell, Environment, Limit


@dataclass(frozen=True, slots=True)
class Scope:
    """What a quota is a quota of: a project, or a project in a region (`region` is "" for the whole project)."""

    project: str
    region: str = ""

    def holds(self, cell: Cell) -> bool:
        """True if a cell draws on it."""
        return cell.project == self.project and self.region in {"", cell.region}


@dataclass(frozen=True, slots=True)
class Quota:
    """One quota: a row of limits.yaml in a scope, and its value there. `raised`: the cell that states it, or ""."""

    name: str
    counts: str
    scope: Scope
    value: int
    limit: Limit
    raised: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A quota and what is used of it: `fixed` by the platform, the rest by Event Types."""

    quota: Quota
    fixed: int
    variable: int

    @property
    def used(self) -> int:
        """Everything that counts."""
        return self.fixed + self.variable

    @property
    def remaining(self) -> int:
        """The amount still free; negative where too much is wanted."""
        return self.quota.value - self.used

    @property
    def times(self) -> Fraction | None:
        """The multiple of what they take now that Event Types may take; None if they take nothing of it."""
        return Fraction(self.quota.value - self.fixed, self.variable) if self.variable else None

    @property
    def share(self) -> float:
        """The used part, 1 being all of it."""
        return self.used / self.quota.value if self.quota.value else float(self.used > 0) * 2


def quotas(environment: Environment, limits: Mapping[str, Limit]) -> tuple[Quota, ...]:
    """Every quota of every cell, each once: cells of one project share those of the project."""
    by_scope: dict[tuple[str, Scope], Quota] = {}
    for cell in environment.cells:
        for name, limit in limits.items():
            if limit.per not in {"project", "region"} or not _in_region(limit, cell.region, limits):
                continue
            scope = Scope(cell.project, cell.region if limit.per == "region" else "")
            stated = cell.quotas.get(name)
            existing = by_scope.get((name, scope))
            if existing is None or (stated is not None and not existing.raised):
                value, raised = (limit.value, "") if stated is None else (stated, cell.name)
                by_scope[name, scope] = Quota(name, limit.counts, scope, value, limit, raised)
    return tuple(sorted(by_scope.values(), key=_place))


def _in_region(limit: Limit, region: str, limits: Mapping[str, Limit]) -> bool:
    if limit.regions:
        return region in limit.regions
    return all(region not in other.regions for other in limits.values() if other.counts == limit.counts)


def uses(
    environment: Environment,
    limits: Mapping[str, Limit],
    platforms: Mapping[str, Demand],
    by_cell: Mapping[str, Sequence[Demand]],
) -> tuple[Use, ...]:
    """The use of every quota, by the demands of platforms and of Event Types, each by cell."""
    fixed = {cell.name: platforms.get(cell.name, {}) for cell in environment.cells}
    variable = {cell.name: total(list(by_cell.get(cell.name, ()))) for cell in environment.cells}
    quota_uses = []
    for quota in quotas(environment, limits):
        cells = [cell.name for cell in environment.cells if quota.scope.holds(cell)]
        quota_uses.append(
            Use(
                quota,
                sum(fixed[cell].get(quota.counts, 0) for cell in cells),
                sum(variable[cell].get(quota.counts, 0) for cell in cells),
            )
        )
    return tuple(quota_uses)


def binding(quota_uses: Sequence[Use]) -> Use | None:
    """The quota that is full first, however fast Event Types grow; None if they take nothing of any.

    That need not be the one of which most is used: what the platform takes does not grow.
    """
    growing = [(use.times, use) for use in quota_uses if use.times is not None]
    exceeded = [(Fraction(), use) for use in quota_uses if use.remaining < 0 and use.times is None]
    order = sorted((*growing, *exceeded), key=lambda pair: (pair[0], *_place(pair[1].quota)))
    return order[0][1] if order else None


def _place(quota: Quota) -> tuple[str, str, str]:
    return quota.name, quota.scope.project, quota.scope.region


def single_limits(limits: Mapping[str, Limit]) -> Iterator[tuple[str, Limit]]:
    """The limits that one Event Type meets alone."""
    yield from ((name, limit) for name, limit in limits.items() if limit.per == "event-type")
