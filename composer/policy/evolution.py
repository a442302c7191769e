"""What the newest schema would break: data that was written before, and consumers that read with a released schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span, has_errors
from composer.policy import waivers
from composer.policy.append_only import unrecorded
from composer.policy.encrypted_fields import encrypted_fields
from composer.schema import Direction, Kind
from composer.schema.judgement import judged, refused_columns
from composer.schema.released import Released, same_version
from composer.schema.table_columns import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.model import EventType, Policies
    from composer.schema.findings import Refusal
    from composer.schema.table_columns import Encrypted


def evolution(event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """Everything between the newest and all released schemas, what waivers will allow included.

    What is told of one place is told once, by what breaks first; whether it is recorded, where nothing is wrong.
    """
    day, documents = waivers.today(), {event.name: document}
    refused = judged(document.value["schema"], Released.of(event.versions).annotated, event.schema, event.versions[:])
    diagnostics = [_refused(one, _text(one), event, document) for one in refused]
    diagnostics += _stored(event, document, encrypted_fields(event, policies))
    yield from diagnostics
    if not has_errors(one for one in diagnostics if not waivers.allows(policies.waivers, one, documents, day)):
        yield from unrecorded(event, document)


def _text(one: Refusal) -> str:
    return f"{_opening(one)}: {one.located}" if one.direction else one.reason


def _refused(one: Refusal, message: str, event: EventType, document: Document) -> Diagnostic:
    """A refusal at its place in the definition, with the versions concerned."""
    file = f"{document.file.rpartition('.')[0]}.versions.jsonl"
    # the first and the last of them: the message names them all
    ends = dict.fromkeys((*one.versions[:1], *one.versions[-1:]))
    related = tuple(Related(Span(file, number), f"version {number}") for number in ends)
    path = ("schema", *one.place)
    place = document.key_span(path) if path[-1] == "fields" else document.span(path)
    return Diagnostic(one.code, message, place, one.hint, event_type=event.name, related=related)


def _stored(event: EventType, document: Document, encrypted: Encrypted) -> Iterator[Diagnostic]:
    """Report what the table cannot become; as a warning what is released, for that cannot be taken back."""
    if not event.storage.COLUMNS or not event.versions:
        return
    *before, last = Released.of(event.versions).annotated
    newest = document.value["schema"]
    *_, impossible_last, impossible_newest = steps((*before, last, newest), encrypted)
    stored = (Related(document.span(("storage", "kind")), f"stored in {event.storage.PRODUCT}"),)
    new = refused_columns(impossible_newest, newest, (*before, last), encrypted)
    for one in new:
        yield replace(_refused(one, one.reason, event, document), related=stored)
    paths = {one.path for one in new}
    for one in refused_columns(impossible_last, last, before, encrypted) if same_version(last, newest) else ():
        if one.path not in paths:
            message = f"{one.reason}: the table would have to be made anew, without what it holds"
            yield replace(_refused(one, message, event, document), as_warning=True, related=stored)


def _opening(one: Refusal) -> str:
    reads = one.direction is Direction.READS
    which = f"version{'s' if len(one.versions) > 1 else ''} {', '.join(str(version) for version in one.versions)}"
    if one.incompatibility is not None and one.incompatibility.kind is Kind.MEANING:
        return f"{which}, read with the newest schema" if reads else f"the newest schema, read with {which}"
    return f"the newest schema cannot read {which}" if reads else f"{which} cannot read the newest schema"
