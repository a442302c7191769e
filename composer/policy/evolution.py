"""What the newest schema would break: data that was written before, and consumers that read with a released schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span, has_errors
from composer.policy import waivers
from composer.policy.append_only import unrecorded
from composer.schema import Direction, Kind
from composer.schema.judgement import beyond, judged, unstorable
from composer.schema.released import annotated, same_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.model import EventType
    from composer.model.waiver import Waiver
    from composer.schema.findings import Refusal


def evolution(event: EventType, document: Document, allowed: Sequence[Waiver] = ()) -> Iterator[Diagnostic]:
    """Everything between the newest and all released schemas, what `allowed` waivers will allow included.

    What is told of one place is told once, by what breaks first; whether it is recorded, where nothing is wrong.
    """
    day, documents = waivers.today(), {event.name: document}
    refused = judged(document.value["schema"], annotated(event.versions), event.schema, event.versions[:])
    diagnostics = [_refused(one, _text(one), event, document) for one in refused]
    diagnostics += _stored([one for one in refused if one.direction], event, document)
    yield from diagnostics
    if not has_errors(one for one in diagnostics if not waivers.allows(allowed, one, documents, day)):
        yield from unrecorded(event, document)


def _text(one: Refusal) -> str:
    return f"{_opening(one)}: {f'at `{one.path}` ' if one.path else ''}{one.reason}" if one.direction else one.reason


def _refused(one: Refusal, message: str, event: EventType, document: Document) -> Diagnostic:
    """A refusal at its place in the definition, with the versions concerned."""
    file = f"{document.file.rpartition('.')[0]}.versions.jsonl"
    # the first and the last of them: the message names them all
    ends = dict.fromkeys((*one.versions[:1], *one.versions[-1:]))
    related = tuple(Related(Span(file, number), f"version {number}") for number in ends)
    path = ("schema", *one.place)
    place = document.key_span(path) if path[-1] == "fields" else document.span(path)
    return Diagnostic(one.code, message, place, one.hint, event_type=event.name, related=related)


def _stored(breaks: Sequence[Refusal], event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Report what the table cannot become, as a warning once such a version is released: it cannot be taken back."""
    if not event.storage.COLUMNS or not event.versions:
        return
    released = same_version(annotated(event.versions)[-1], document.value["schema"])
    before = event.versions[:-1] if released else event.versions[:]
    encrypted = {field.path for field in event.fields if field.semantic.encryption}
    for one in beyond(breaks, unstorable(event.schema, before, encrypted)):
        yield replace(
            _refused(one, one.reason, event, document),
            message=f"{one.reason}: the table would have to be made anew, without what it holds"
            if released
            else one.reason,
            as_warning=released,
            related=(Related(document.span(("storage", "kind")), f"stored in {event.storage.PRODUCT}"),),
        )


def _opening(one: Refusal) -> str:
    reads = one.direction is Direction.READS
    which = f"version{'s' if len(one.versions) > 1 else ''} {', '.join(str(version) for version in one.versions)}"
    if one.incompatibility is not None and one.incompatibility.kind is Kind.MEANING:
        return f"{which}, read with the newest schema" if reads else f"the newest schema, read with {which}"
    return f"the newest schema cannot read {which}" if reads else f"{which} cannot read the newest schema"
