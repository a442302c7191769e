"""What files in a bucket are charged for: by class and age, moved from class to class, read back, deleted too soon."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from composer.costs.line import GIB, MIB, MONTH_DAYS, Line, buckets_a_month, day_bytes
from composer.kinds.storage.storage_classes import MINIMUM_DAYS, STANDARD
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType

EARLY = "early-deletion"
"""The facet of what is paid for a class after its files were deleted."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days of a file's life that it spends in a class."""

    storage_class: str
    begin: Fraction
    end: Fraction

    @property
    def price(self) -> str:
        """The end of the names of its prices."""
        return self.storage_class.lower()


def lines(bucket: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:
    """The charges of a month, `age` days after the first event; None: once storage is full."""
    day = day_bytes(event) * prices.assumed["compression"] / GIB
    stretches = _stretches(bucket, event)
    over = stretches[-1].end if age is None else Fraction(age)
    for stretch in stretches:
        stored = day * max(Fraction(0), min(stretch.end, over) - stretch.begin)
        yield Line("storage", f"storage.{stretch.price}", stored)
        if stretch.storage_class != STANDARD:
            yield Line("storage", f"storage.read_{stretch.price}", stored * prices.assumed["cold_reads"])
        if stretch.begin and over > stretch.begin:
            yield Line("storage", f"storage.move_{stretch.price}", _files(event, prices) / 1000)
    last = stretches[-1]
    unpaid = MINIMUM_DAYS.get(last.storage_class, 0) - last.end
    if unpaid > 0 and over >= last.end:
        yield Line(EARLY, f"storage.{last.price}", day * unpaid)


def _stretches(bucket: Resource, event: EventType) -> list[_Stretch]:
    """The classes of a file, from its first day on, until it is deleted and nobody can bring it back any more."""
    rules = bucket.inputs.get("lifecycle_rules", ())
    by_age = [(rule["action"], Fraction(rule["condition"]["age"])) for rule in rules if [*rule["condition"]] == ["age"]]
    deletions = [age for action, age in by_age if action["type"] == "Delete"]
    deleted = min(deletions, default=Fraction(event.storage.retention, DAY))
    soft = Fraction(bucket.inputs.get("soft_delete_policy", {}).get("retention_duration_seconds", 0), DAY)
    moves = [(age, action["storage_class"]) for action, age in by_age if action["type"] == "SetStorageClass"]
    begins = [(Fraction(0), str(bucket.inputs.get("storage_class", STANDARD)))]
    begins += sorted(move for move in moves if move[0] < deleted)
    ends = [*(begin for begin, _ in begins), deleted + soft]
    return [_Stretch(one[1], *days) for one, days in zip(begins, pairwise(ends), strict=True)]


def _files(event: EventType, prices: Prices) -> Fraction:
    """Files that are delivered in a month: one for each bucket of time at least."""
    size = day_bytes(event) * MONTH_DAYS * prices.assumed["compression"] / MIB
    return max(buckets_a_month(event), size / prices.assumed["delivered_file"])
