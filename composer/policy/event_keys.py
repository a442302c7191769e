"""What events are told apart and sorted by: the key of deduplication, and the columns that a table is clustered by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related
from composer.policy.suggestions import nearest
from composer.schema.comparable import incomparable
from composer.schema.type_text import optional, type_summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.model import EventType, Path

_KEY: Path = ("dedupe", "key")


def keys(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Keys that are no fields, and a key of deduplication that may be missing: events without it would all be doubles
    of each other, and one of them would be kept."""
    fields = {field["name"]: (index, field["type"]) for index, field in enumerate(event.schema["fields"])}
    otherwise = "name a top-level field of the schema"
    if event.dedupe and event.dedupe.key not in fields:
        hint = nearest(event.dedupe.key, fields, otherwise)
        yield _diagnostic(event, document, _KEY, f"there is no field `{event.dedupe.key}`", hint)
    elif event.dedupe and optional(fields[event.dedupe.key][1]):
        index, kind = fields[event.dedupe.key]
        message = f"`{event.dedupe.key}` may be null, and events without it would count as one event sent many times"
        required = type_summary(kind).removeprefix("optional ")
        hint = f"name a field that every event has, or write `type: {required}` while none is released"
        related = Related(document.span(("schema", "fields", index, "type")), "it may be null here")
        yield _diagnostic(event, document, _KEY, message, hint, related)
    for number, name in enumerate(event.storage.clustered_by):
        if name not in fields:
            path = ("storage", "clustering", number)
            yield _diagnostic(event, document, path, f"there is no column `{name}`", nearest(name, fields, otherwise))


def incomparable_key(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """A key of which events would be taken for each other; for legal schemas. For each of its values one is kept."""
    key = event.dedupe.key if event.dedupe else ""
    reason = incomparable(event.schema, key)
    if reason:
        index = [field["name"] for field in event.schema["fields"]].index(key)
        hint = (
            "name a string, bytes, int or long that is the same in every attempt to send an event, and in no other one"
        )
        related = Related(document.span(("schema", "fields", index, "type")), "its type is written here")
        yield _diagnostic(event, document, _KEY, f"events cannot be told apart by `{key}`: {reason}", hint, related)


def _diagnostic(
    event: EventType, document: Document, path: Path, message: str, hint: str, *related: Related
) -> Diagnostic:
    return Diagnostic("ET205", message, document.span(path), hint, event_type=event.name, related=related)
