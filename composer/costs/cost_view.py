"""What `composer cost` shows: costs now, and before or otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.costs.fleet_cost import Cost
    from composer.costs.prices import Prices


@dataclass(frozen=True, slots=True)
class Lever:
    """A change of a definition, in words, and what the Event Type would cost then."""

    description: str
    cents: int
    delta: int


@dataclass(frozen=True, slots=True)
class CostChange:
    """What something cost before and costs after; None where it was or is not there."""

    name: str
    before: int | None
    after: int | None

    @property
    def delta(self) -> int:
        """The difference in cents."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Month:
    """What a month costs that ends so many months after the first event; None: every month once storage is full."""

    number: int | None
    cents: int


@dataclass(frozen=True, slots=True)
class View:
    """Costs of an environment. `before`: what they are compared with, and `against` what that is in words.

    `unchanged`: Event Types that cannot be what was asked for, and why; they cost what they cost. `months`: how the
    costs grow until storage is full.
    """

    environment: str
    prices: Prices
    age: int | None
    costs: tuple[Cost, ...]
    excluded: tuple[str, ...] = ()
    before: tuple[Cost, ...] | None = None
    against: str = ""
    levers: tuple[Lever, ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()
    months: tuple[Month, ...] = ()

    @property
    def changes(self) -> tuple[CostChange, ...]:
        """Everything whose cost differs, the largest difference first."""
        then = {cost.name: cost.cents for cost in self.before or ()}
        now = {cost.name: cost.cents for cost in self.costs}
        changes = [CostChange(name, then.get(name), now.get(name)) for name in then.keys() | now.keys()]
        differing = [change for change in changes if change.before != change.after]
        return tuple(sorted(differing, key=lambda change: (-abs(change.delta), change.name)))
