"""Copies in Iceberg tables: rows end by a daily deletion, and the files that held them a while after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import expiry_query
from composer.graph.resource import references
from composer.kinds import deletion_delays
from composer.kinds.bigquery.table import TABLE
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.storage.bucket import BUCKET
from composer.privacy.bucket_copies import soft_delete
from composer.privacy.copy import TABLE_NOUN, Copy, Part, of_kind
from composer.privacy.storage.interface import StorageCopies
from composer.privacy.time_travel import time_travel
from composer.units import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.graph import Resource, ResourceGraph
    from composer.privacy.copy import Arrival

FILES_NOUN = "bucket of the table"


class IcebergCopies(StorageCopies):
    """Tables that BigQuery manages in a bucket: what is in the table is in its files, and for a while only there."""

    def holders(self, graph: ResourceGraph, destination: str) -> Iterator[Resource]:  # noqa: ARG002
        """The tables, each followed by its bucket."""
        buckets = {one.id: one for one in of_kind(graph, BUCKET.token)}
        for table in of_kind(graph, TABLE.token):
            if configured := table.inputs.get("biglake_configuration"):
                yield table
                yield from (buckets[one.id] for one in references(configured) if one.id in buckets)

    def copies(self, graph: ResourceGraph, holders: Iterable[Resource], arrival: Arrival) -> Iterator[Copy]:
        """A copy in each table and in its bucket."""
        clear, rows = True, tuple[Part, ...]()
        for holder in holders:
            if holder.type == TABLE.token:
                clear, rows = not arrival.destination.endswith(f".{holder.name}"), _rows(holder, graph, arrival)
                yield Copy(holder.id, TABLE_NOUN, clear, rows, 2)
            else:
                yield Copy(holder.id, FILES_NOUN, clear, (*rows, _COLLECTED, soft_delete(holder)), 2)


BACKEND = IcebergCopies()

_COLLECTED = Part("until the files are removed", deletion_delays.FILES_COLLECTED)


def _rows(table: Resource, graph: ResourceGraph, arrival: Arrival) -> tuple[Part, ...]:
    return (
        arrival.waiting,
        Part("the length of its bucket of time", HOUR if arrival.partitioning == "hourly" else DAY),
        Part("kept in the table", _kept(table, graph)),
        Part("until the next daily deletion", DAY),
        time_travel(table, graph),
    )


def _kept(table: Resource, graph: ResourceGraph) -> int | None:
    """Seconds after which a job deletes; None if none does."""
    name = f"{table.inputs.get('project')}.{table.name}"
    for job in of_kind(graph, JOB.token):
        body = str((job.inputs.get("http_target") or {}).get("body", ""))
        kept = expiry_query.retention(body, name, str(job.inputs.get("region")))
        if kept is not None and not job.inputs.get("paused"):
            return kept
    return None
