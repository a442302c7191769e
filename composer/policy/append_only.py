"""Released schemas are a record: it grows with every new schema, and nothing that stands in it changes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.model import State
from composer.schema.released import RecordedLines, Released, same_version, since_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType

RESTORE = "restore the line from the base, and append the new schema behind it with `composer check --fix`"


def unrecorded(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Report a newest schema other than the last released one. An Event Type without any is a draft: nobody knows of
    its readers, and nothing is compared with what they were given. A deleted one will have no more."""
    released = Released.of(event.versions)
    count = len(released)
    if not count and not released.broken and event.lifecycle.state is not State.DELETED:
        yield Diagnostic(
            "ET324",
            "no version of this schema is recorded, so nothing keeps a later one from breaking its readers",
            document.key_span(("schema",)),
            "`composer check --fix` records it as version 1, in the change that brings it",
            event.name,
            as_warning=True,
        )
    newest = document.value["schema"]
    if not count or same_version(released.annotated[-1], newest):
        return
    file = f"{document.file.rpartition('.')[0]}.versions.jsonl"
    yield Diagnostic(
        "ET324",
        f"the schema is not version {count}, which was released last, but a new one",
        document.key_span(("schema", *since_version(released.annotated[-1], newest))),
        f"`composer check --fix` records it as version {count + 1}; `composer diff {event.name}` says what is new",
        event_type=event.name,
        related=(Related(Span(file, count), f"version {count}"),),
    )


def skipped(name: str, document: Document, ref: str) -> Diagnostic:
    """A record that does not begin with what was there before there was a record."""
    return Diagnostic(
        "ET324",
        f"version 1 is not the schema that {name} has in {ref}, where none is recorded: that one has readers already",
        document.key_span(("schema",)),
        f"`composer check --fix --base {ref}` records that one first",
        event_type=name,
    )


def rewritten(now: Mapping[str, RecordedLines], base: Mapping[str, RecordedLines], ref: str) -> tuple[Diagnostic, ...]:
    """Every released line of `base`, by name of the Event Type, that does not stand where it stood."""
    diagnostics: list[Diagnostic] = []
    for name, before in sorted(base.items()):
        here = now.get(name)
        if here is None:
            if before.lines:
                hint = "bring it back: data that was written with these schemas must stay readable"
                message = f"the released versions of {name} are gone; {ref} has {len(before.lines)}"
                diagnostics.append(Diagnostic("ET325", message, Span(before.file), hint, event_type=name))
        else:
            diagnostics += _changed(name, here, before, ref)
    return tuple(diagnostics)


def _changed(name: str, now: RecordedLines, before: RecordedLines, ref: str) -> Iterator[Diagnostic]:
    places = {line: number for number, line in reversed(list(enumerate(now.lines, start=1)))}
    for number, line in enumerate(before.lines, start=1):
        if number <= len(now.lines) and now.lines[number - 1] == line:
            continue
        if number > len(now.lines) and line not in places:
            message = f"version {number} is gone; {ref} has {len(before.lines)} versions"
        elif line in places:
            message = f"version {number} of {ref} stands in line {places[line]} now"
        else:
            message = f"version {number} is not what it is in {ref}"
        span = Span(now.file, min(number, max(1, len(now.lines))))
        yield Diagnostic("ET325", message, span, RESTORE, event_type=name)
