"""What is paid for an Iceberg table: its files are in a bucket, also those that only the past needs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from composer.costs.line import GIB, Line, day_bytes
from composer.costs.storage.interface import StorageCost
from composer.kinds.deletion_delays import TIME_TRAVEL_DEFAULT
from composer.model.storage.iceberg import IcebergStorage
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType


class IcebergCost(StorageCost[IcebergStorage]):
    """Compressed bytes in Cloud Storage; BigQuery charges for none."""

    DESCRIPTION: ClassVar[str] = "an Iceberg table"

    def table(self, table: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:  # noqa: ARG002
        """The line of what was deleted from the table and can still be asked for; the rest is charged with the
        bucket."""
        kept, travel = Fraction(event.storage.retention, DAY), Fraction(TIME_TRAVEL_DEFAULT, DAY)
        days = travel if age is None else max(Fraction(0), min(travel, age - kept))
        yield Line("storage", "storage.standard", day_bytes(event) * days * prices.assumed["compression"] / GIB)

    def what_ifs(self, storage: IcebergStorage) -> Iterable[tuple[str, str, str]]:  # noqa: ARG002
        """None beside those of every storage: a colder class would charge for each file that is written again."""
        return ()


BACKEND = IcebergCost()
