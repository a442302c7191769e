"""When an Event Type ends, and what follows it: as its lifecycle says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic
from composer.model import State
from composer.policy import waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.model import EventType, Path

_SUNSET: Path = ("lifecycle", "sunset")


def lifecycle_ends(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Ends of active Event Types, missing or past ones of deprecated ones, and Event Types that replace themselves."""

    def diagnostic(path: Path, message: str, hint: str) -> Diagnostic:
        return Diagnostic("ET206", message, document.span(path), hint, event_type=event.name)

    life = event.lifecycle
    if life.sunset and life.state is State.ACTIVE:
        hint = "write `state: deprecated`, or leave `sunset` out"
        yield diagnostic(_SUNSET, "an active Event Type has no end: nobody is told of this one", hint)
    if life.sunset and life.state is State.DEPRECATED and date.fromisoformat(life.sunset) < waivers.today():
        hint = "write `state: draining` once nobody publishes any more, or a later `sunset`"
        message = f"publishing was to stop by {life.sunset}, and the Event Type is deprecated still"
        yield replace(diagnostic(_SUNSET, message, hint), as_warning=True)
    if life.state is State.DEPRECATED and not life.sunset:
        hint = "add `sunset: YYYY-MM-DD`, so that consumers know how long they have"
        yield diagnostic(("lifecycle",), "a deprecated Event Type says when it ends", hint)
    if life.replaced_by == event.name:
        yield diagnostic(("lifecycle", "replaced_by"), "it cannot replace itself", "name the successor")
