"""One full name has one definition over the fleet: what Java and Scala code is generated from stops at a second one.

Only the newest schemas count, and only of Event Types that still change: nobody generates code from an older version,
and what was released cannot be taken back.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.model import State
from composer.schema.named_types import difference, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType


def problems(
    types: Mapping[str, Mapping[str, str]], events: Mapping[str, EventType], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Every second definition of a full name. `types`: digests of the definitions of every Event Type whose schema is
    legal (see `composer.schema.named_types.digests`)."""
    users: dict[str, dict[str, str]] = {}
    for event, defined in types.items():
        if events[event].lifecycle.state != State.DELETED:
            for name, digest in defined.items():
                users.setdefault(name, {})[event] = digest
    for name, digest_of in users.items():
        if len(set(digest_of.values())) > 1:
            yield from _different(name, digest_of, events, documents)


def _different(
    name: str, digest_of: Mapping[str, str], events: Mapping[str, EventType], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Report all who define a name otherwise than most do; of as many, otherwise than the longest released."""
    times = Counter(digest_of.values())
    first = min(digest_of, key=lambda event: (-times[digest_of[event]], -len(events[event].versions), event))
    there = (*_schema(name, events[first]), "name")
    for event in sorted(digest_of):
        if digest_of[event] == digest_of[first]:
            continue
        here = (*_schema(name, events[event]), "name")
        apart = difference(name, events[event].schema, events[first].schema)
        released = bool(events[event].versions)
        way_out = "grow both into one definition" if released else "write the same, or give this one another name"
        yield Diagnostic(
            "ET504",
            f"`{name}` is not defined here as in `{first}`: {apart}",
            documents[event].span(here),
            f"generated code has one class of that name, and generators stop at a second one: {way_out}",
            event_type=event,
            related=(Related(documents[first].span(there), f"`{first}` defines it here"),),
        )


def _schema(name: str, event: EventType) -> tuple[str | int, ...]:
    return ("schema", *place(event.schema, name))
