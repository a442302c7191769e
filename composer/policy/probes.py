"""Probes: Event Types whose events a schedule makes, so that it is seen from end to end whether a cell delivers."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.schema.sample_event import sample_event
from composer.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import Environment, EventType


def alive(events: Mapping[str, EventType]) -> tuple[EventType, ...]:
    """Probes that are published to, at all times."""
    return tuple(event for event in events.values() if event.has_scheduled_events)


def unfit(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Finds what keeps a probe with a legal schema from showing anything: all its events are alike, one a minute."""
    if not event.probe:
        return
    related = (Related(document.span(("probe",)), "it is a probe"),)

    def diagnostic(path: tuple[str, ...], message: str, hint: str) -> Diagnostic:
        return Diagnostic("ET212", message, document.span(path), hint, event_type=event.name, related=related)

    if event.dedupe is not None:
        message = "events of a probe are all alike, so one would be delivered, and no other one"
        yield diagnostic(("dedupe",), message, "leave `dedupe` out")
    for what in ("average", "peak"):
        if not isclose(getattr(event.traffic, what), 1 / MINUTE):
            message = "a probe is published to once a minute, at all times"
            yield diagnostic(("traffic", what), message, f"write `{what}: 1/m`")
    if not sample_event(event.schema):
        message = "no event of this schema can be made: it would hold itself, or nothing"
        yield diagnostic(("schema",), message, "give it a field of a plain type, such as a string")


def unwatched(environment: Environment, events: Mapping[str, EventType]) -> Iterator[Diagnostic]:
    """Cells of a real environment that have Event Types and no probe. `events`: all that there are."""
    watched = {event.cell for event in alive(events)}
    used = {event.cell for event in events.values()}
    for index, cell in enumerate(environment.cells):
        if cell.name in used - watched and not environment.simulated:
            message = f"nobody sees whether the cell `{cell.name}` delivers while nothing is published: it has no probe"
            hint = "add an Event Type with `probe: true`, as `init` writes one, and place it in this cell"
            span = environment.written[environment.name].span(("cells", index, "name"))
            yield Diagnostic("ET709", message, span, hint, cells=(cell.name,))
