"""What clashes between Event Types: names given twice, and cloud names that two of them would claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.graph import cloud_names, name_limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.documents import Document
    from composer.model import Environment, EventType

NOUNS = {
    "bucket": "the bucket",
    "dataset": "the dataset",
    "topic": "the topic",
    "account": "the service account",
    "group": "the instance group",
    "workflow": "the workflow",
    "label": "the label",
}


CLAIMED = {"topic": "topic", "landing-bucket": "bucket", "delivered-bucket": "bucket", "dataset": "dataset"}
"""What an adopted resource of a role is a claim of; what others claim stands in or on one of these."""


def twice(name: str, document: Document, first: Document) -> Diagnostic:
    """An Event Type that is defined in two files."""
    other = Related(first.span(("event_type",)), "it is defined here too")
    span = document.span(("event_type",))
    hint = "names are for ever, those of deleted Event Types too: choose another"
    return Diagnostic("ET503", f"`{name}` is defined twice", span, hint, event_type=name, related=(other,))


def clashes(
    events: Mapping[str, EventType],
    documents: Mapping[str, Document],
    environment: Environment,
    unread: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """Everything that is wrong only because of another Event Type. `unread`: those of which no more than the name of
    their file is known; nothing is said of them."""
    taken: dict[tuple[str, str, str], str] = {}
    for name, event in events.items():
        project = environment.cell(event.cell).project
        adopted = [(CLAIMED[one.role], one.name) for one in environment.adopted.get(name, ()) if one.role in CLAIMED]
        for what, claimed in (*cloud_names.claims(project, name), *adopted):
            # bucket names are one space for all projects of the world
            first = taken.setdefault(("" if what == "bucket" else project, what, claimed), name)
            if first != name:
                yield _claimed(*_newer_first(event, events[first]), f"{NOUNS[what]} `{claimed}`", documents)
                break
        successor = event.lifecycle.replaced_by
        if (
            successor
            and successor not in unread
            and (successor not in events or events[successor].lifecycle.state == "deleted")
        ):
            span = documents[name].span(("lifecycle", "replaced_by"))
            reason = "was deleted" if successor in events else "does not exist"
            hint = "name a living Event Type, or leave it out"
            yield Diagnostic("ET502", f"the successor `{successor}` {reason}", span, hint, event_type=name)
        yield from _former_names(event, events, documents, unread)


def _former_names(
    event: EventType, events: Mapping[str, EventType], documents: Mapping[str, Document], unread: Collection[str]
) -> Iterator[Diagnostic]:
    """Report former names whose Event Type does not say so: a name has one successor, and its definition stays."""
    for index, former in enumerate(event.former_names):
        old = events.get(former)
        if former in unread or (old is not None and old.lifecycle.replaced_by == event.name):
            continue
        if event.lifecycle.state == "deleted" and former != event.name:
            continue  # then it cannot be named as a successor any more
        related: tuple[Related, ...] = ()
        if former == event.name:
            message, hint = "it has this name now", "leave it out"
        elif old is None:
            message = f"there is no Event Type `{former}`, whose definition stays when its name changes"
            hint = f"bring its definition back, with `replaced_by: {event.name}` in `lifecycle`, or leave it out"
        else:
            instead = old.lifecycle.replaced_by
            message = f"`{former}` says that {f'`{instead}`' if instead else 'nothing'} replaces it"
            hint = f"`composer rename {former} {event.name}` writes what is missing in {documents[former].file}"
            related = (Related(documents[former].span(("lifecycle",)), f"the life of `{former}`"),)
        span = documents[event.name].span(("former_names", index))
        yield Diagnostic("ET505", message, span, hint, event_type=event.name, related=related)


def _newer_first(one: EventType, other: EventType) -> tuple[EventType, EventType, bool]:
    """The two, the newer first, and whether that is known: an Event Type with released versions has readers."""
    if bool(one.versions) is bool(other.versions):
        return one, other, False
    return (other, one, True) if one.versions else (one, other, True)


def _claimed(
    newer: EventType, older: EventType, known: bool, claimed: str, documents: Mapping[str, Document]
) -> Diagnostic:
    name, first = newer.name, older.name
    released = (
        f", and has {len(older.versions)} released version{'s' if len(older.versions) > 1 else ''}" if known else ""
    )
    other = Related(documents[first].span(("event_type",)), f"`{first}` claims it too{released}")
    span = documents[name].span(("event_type",))
    blamed = f"rename `{name}`, which is the newer one" if known else "rename the newer one of the two"
    written = {"-".join(name_limits.split_camel_case(one)) for one in (name, first)}
    if len(written) == 1 or name.lower() == first.lower():
        message = f"`{name}` and `{first}` collide: both are written as {claimed}"
        hint = f"{blamed}: names must differ in more than capital letters"
    else:
        message = f"`{name}` and `{first}` collide: both would claim {claimed}"
        hint = f"{blamed}: cloud names are made of project and Event Type, and cut where they are too long"
    return Diagnostic("ET501", message, span, hint, event_type=name, related=(other,))
