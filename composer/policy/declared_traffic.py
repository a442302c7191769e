"""Declared traffic and what consumers need of it: numbers that can be read, and that hardly anybody means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.schema.encoded_size import least_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.model import EventType

PEAK_OF_AVERAGE = 1_000
"""A peak is at most so many times the average: New Year's Eve is ten times a usual day, a billing mistake hundreds of
times; an average by the hour beside a peak that was meant by the hour, and says by the second, is 3,600 times."""


def traffic(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Diagnostics of implausible traffic of an Event Type with a legal schema, and too slow for its consumers."""
    declared, name = event.traffic, event.name
    least = least_bytes(event.schema)
    if declared.event_bytes < least:
        message = f"an event of {len(event.schema['fields'])} fields takes {least} bytes at least"
        hint = "write the average size of one encoded event; look at the unit"
        yield Diagnostic("ET208", message, document.span(("traffic", "event_size")), hint, event_type=name)
    if declared.peak > PEAK_OF_AVERAGE * declared.average:
        times = round(declared.peak / declared.average)
        message = f"the peak is {times:,} times the average, and everything is sized and paid for by it"
        hint = "look at the units of both; the peak is the busiest minute of the year, not what could be sent at most"
        related = (Related(document.span(("traffic", "average")), "the average"),)
        place = document.span(("traffic", "peak"))
        yield Diagnostic("ET209", message, place, hint, event_type=name, related=related)
    for index, row in enumerate(event.consumers):
        if row.needs == "hourly" and event.storage.partitioning == "daily":
            message = f"{row.team} needs events by the hour, and buckets are closed by the day"
            hint = "write `partitioning: hourly`, or agree on `needs: daily`"
            related = (Related(document.span(("storage", "partitioning")), "buckets are cut here"),)
            place = document.span(("consumers", index, "needs"))
            yield Diagnostic("ET210", message, place, hint, event_type=name, related=related)
