"""Copies in tables of BigQuery: they end with their partitions, and can be seen a while after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds import deletion_delays
from composer.kinds.bigquery.table import TABLE
from composer.privacy.copy import TABLE_NOUN, Copy, Part, of_kind
from composer.privacy.storage.interface import StorageCopies
from composer.privacy.time_travel import time_travel
from composer.units import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import Resource, ResourceGraph
    from composer.privacy.copy import Arrival


class BigQueryCopies(StorageCopies):
    """Tables that BigQuery keeps itself."""

    def holders(self, graph: ResourceGraph, destination: str) -> Iterator[Resource]:  # noqa: ARG002
        """The tables that have no files elsewhere."""
        return (one for one in of_kind(graph, TABLE.token) if not one.inputs.get("biglake_configuration"))

    def copies(self, graph: ResourceGraph, holders: Iterable[Resource], arrival: Arrival) -> Iterator[Copy]:
        """A copy a table."""
        for table in holders:
            delivered = arrival.destination.endswith(f".{table.name}")
            yield Copy(table.id, TABLE_NOUN, not delivered, _parts(table, graph, arrival), 2)


BACKEND = BigQueryCopies()


def _parts(table: Resource, graph: ResourceGraph, arrival: Arrival) -> tuple[Part, ...]:
    partitioning = table.inputs.get("time_partitioning", {})
    expiration = partitioning.get("expiration_ms")
    return (
        arrival.waiting,
        Part("the length of its partition", HOUR if partitioning.get("type") == "HOUR" else DAY),
        Part("kept in the table", int(expiration) // 1000 if expiration else None),
        time_travel(table, graph),
        Part("fail-safe", deletion_delays.FAIL_SAFE),
    )
