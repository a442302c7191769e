"""Waivers: signed and dated permissions for what rules and hazards refuse; never for what is broken.

Only here the date matters, and only for whether a waiver still counts: what is compiled never depends on it.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic
from composer.model.waiver import EVERYWHERE, Waiver
from composer.policy.suggestions import nearest
from composer.policy.waiver_places import places_of, was_released

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from composer.documents import Document
    from composer.model import Avro

SHARED = ("platform:", "foundation:")
"""What the Event Types of a cell share is named after it, as in plans: `platform:europe-1`."""
SOON = timedelta(days=30)
"""A waiver that expires within this time is reported, so that nobody is surprised by it."""
TODAY = "COMPOSER_TODAY"
"""Environment variable with the day to judge by, as 2027-03-31, for tests and for looking ahead."""


def valid(waivers: Iterable[Waiver], day: date) -> list[Waiver]:
    """Those that still count."""
    return [waiver for waiver in waivers if waiver.expires >= day]


def today() -> date:
    """The day to judge by. Raises ValueError if the environment names no day."""
    override = os.environ.get(TODAY)
    return date.fromisoformat(override) if override else datetime.now(UTC).date()


def apply(
    diagnostics: Iterable[Diagnostic],
    waivers: Sequence[Waiver],
    documents_: Mapping[str, Document],
    day: date,
    versions: Callable[[str], Iterable[Avro]] = lambda _: (),
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, Waiver], ...]]:
    """The problems left, with what is to be said about the waivers; and those waived, by which.

    `versions`: the released schemas of an Event Type, for a waiver may be about a field that goes.
    """
    if not waivers:
        return tuple(diagnostics), ()
    places = {waiver: places_of(waiver, documents_) for waiver in waivers}
    remaining: list[Diagnostic] = []
    waived: list[tuple[Diagnostic, Waiver]] = []
    used: set[Waiver] = set()
    for one in diagnostics:
        fitting = [waiver for waiver in waivers if _fits(waiver, one, places[waiver])]
        used.update(fitting)
        valid = next((waiver for waiver in fitting if waiver.expires >= day), None)
        if valid:
            waived.append((one, valid))
        else:
            remaining.append(one)
    lost = {
        waiver for waiver in waivers if waiver.path and places[waiver] is None and not was_released(waiver, versions)
    }
    remaining += _about(waivers, lost, used, documents_, day)
    return tuple(remaining), tuple(waived)


def allows(waivers: Iterable[Waiver], diagnostic: Diagnostic, documents_: Mapping[str, Document], day: date) -> bool:
    """True if any of the waivers allows this problem on that day."""
    return any(waiver.expires >= day and _fits(waiver, diagnostic, places_of(waiver, documents_)) for waiver in waivers)


def _fits(waiver: Waiver, diagnostic: Diagnostic, places: frozenset[tuple[int, int]] | None) -> bool:
    if waiver.rule is not diagnostic.rule or waiver.event_type != diagnostic.event_type:
        return False
    return not waiver.path or (places is not None and (diagnostic.span.line, diagnostic.span.column) in places)


def _about(
    waivers: Iterable[Waiver],
    lost: set[Waiver],
    used: set[Waiver],
    definitions: Mapping[str, Document],
    day: date,
) -> Iterator[Diagnostic]:
    for waiver in waivers:
        if waiver.broken:
            continue
        where = "every Event Type" if waiver.event_type == EVERYWHERE else waiver.event_type
        what = f"the waiver of {waiver.code} in {where}"
        if waiver.event_type not in {*definitions, EVERYWHERE} and not waiver.event_type.startswith(SHARED):
            message = f"there is no Event Type `{waiver.event_type}`"
            hint = nearest(waiver.event_type, definitions, "remove the waiver")
            yield Diagnostic("ET723", message, waiver.place, hint, as_warning=True)
        elif waiver in lost:
            message = f"`{waiver.event_type}` has nothing at `{waiver.path}`"
            hint = "name it as `composer explain` does: `fields.email`, `storage.retention`"
            yield Diagnostic("ET723", message, waiver.place, hint, as_warning=True)
        elif waiver.expires < day:
            hint = "remove it, or have it approved again with a new date"
            yield Diagnostic("ET725", f"{what} expired on {waiver.expires}", waiver.place, hint)
        elif waiver not in used and not waiver.rule.of_change:
            hint = "remove it: what it allowed is no longer there"
            yield Diagnostic("ET724", f"{what} allows nothing", waiver.place, hint)
        elif waiver.expires - day <= SOON:
            hint = "put right what it allows, or have it approved again with a new date"
            yield Diagnostic("ET725", f"{what} expires on {waiver.expires}", waiver.place, hint)
