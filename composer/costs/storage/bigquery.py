"""What is paid for a table in BigQuery."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from composer.costs.line import GIB, Line, day_bytes
from composer.costs.storage.interface import StorageCost
from composer.model.storage.bigquery import BigQueryStorage
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType

LONG_TERM = 90
"""Days after which BigQuery charges a partition that nobody changed as long-term storage."""


class BigQueryCost(StorageCost[BigQueryStorage]):
    """Bytes as BigQuery counts them, before compression."""

    DESCRIPTION: ClassVar[str] = "a BigQuery table"

    def table(self, table: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:  # noqa: ARG002
        """Active storage, and what nobody changes any more."""
        expires = table.inputs.get("time_partitioning", {}).get("expiration_ms", event.storage.retention * 1000)
        days = Fraction(int(expires), DAY * 1000)
        days = days if age is None else min(days, Fraction(age))
        active = min(days, Fraction(LONG_TERM))
        yield Line("storage", "bigquery.active", day_bytes(event) * active / GIB)
        yield Line("storage", "bigquery.long_term", day_bytes(event) * (days - active) / GIB)

    def what_ifs(self, storage: BigQueryStorage) -> Iterable[tuple[str, str, str]]:  # noqa: ARG002
        """None beside those of every storage."""
        return ()


BACKEND = BigQueryCost()
