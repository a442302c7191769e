"""The proof that a bucket is delivered in time: the worst case that is made good by itself fits the delivery SLO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.bucket_timeline import CATCH_UP, in_minutes, timeline
from composer.diagnostics import Diagnostic, Related, Span
from composer.model.lifecycle import states_of
from composer.units import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.capacity.bucket_timeline import Step
    from composer.documents import Document
    from composer.model import EventType, Policies

_HINTS = {
    "deduplication": "a shorter `dedupe.window`, more `cluster_workers` in sizing.yaml",
    "encryption": "more `cluster_workers` in sizing.yaml",
}
"""What would make a step shorter, beyond what helps always."""


def problems(event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """A diagnostic where the worst case does not fit, at the partitioning: it says how much is processed at once."""
    if event.lifecycle.state not in states_of("processing") or event.delivery.slo < HOUR:  # the second is ET224
        return
    way = timeline(event, policies.sizing)
    if way.slack >= 0:
        return
    longest = max(way.steps, key=lambda step: (step.name in _HINTS) * step.worst)
    row = policies.places[f"importance.{event.importance}.delivery_slo"]
    parts = ", ".join(f"{step.name} {in_minutes(step.worst)}" for step in way.steps)
    yield Diagnostic(
        "ET227",
        f"a bucket takes up to {in_minutes(way.worst)} until it is delivered, and {way.promised} are promised: {parts}",
        document.span(("storage", "partitioning")),
        f"{_ways_out(event, longest)}: see `composer explain {event.name}`",
        event_type=event.name,
        related=(Related(Span(row.file, row.line, row.column), "the SLO is set here"),),
    )


def _ways_out(event: EventType, longest: Step) -> str:
    ways = ["`partitioning: hourly`"] if event.storage.partitioning == "daily" else []
    ways += [_HINTS[longest.name]] if longest.name in _HINTS else []
    ways += ["a lower importance"] if event.importance != "low" else []
    return ", or ".join(ways) or f"promise more than the {CATCH_UP} minutes of a catch-up and what is done before it"
