"""What the newest schema would break: data that was written before, and consumers that read with a released schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Severity, Span, has_errors
from composer.model import BigQueryStorage
from composer.policy import waivers
from composer.policy.append_only import unrecorded
from composer.policy.field_lifecycle import deprecations, removals
from composer.schema import Direction, Kind, breaks
from composer.schema.released import annotated, same_version
from composer.schema.table import impossible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.documents import Document
    from composer.model import EventType, Path
    from composer.policy.waivers import Waiver

CODES = {
    "ET321": "The newest schema reads what was written with every released version.",
    "ET322": "Every released version reads what is written with the newest schema, as Pub/Sub demands.",
    "ET323": "A value keeps its meaning: milliseconds of one version are not microseconds of another.",
    "ET608": "A table takes the next version of its columns in place: added, made optional or widened, nothing else.",
}


def evolution(event: EventType, document: Document, allowed: Sequence[Waiver] = ()) -> Iterator[Diagnostic]:
    """Everything between the newest and all released schemas, what `allowed` waivers will allow included.

    Where a schema breaks something, that is all that is said; else what else keeps it from being released; else
    whether it is recorded.
    """
    day, known = waivers.today(), {event.name: document}
    for judged in (_breaks, _more, unrecorded):
        found = list(judged(event, document))
        yield from found
        if has_errors(one for one in found if not waivers.allows(allowed, one, known, day)):
            return


def _breaks(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Breaks between the newest and all released schemas. One diagnostic tells of all versions with the same break."""
    together: dict[tuple[Direction, Kind, str, str, str, Path], list[int]] = {}
    for one in breaks(event.schema, event.versions):
        found = one.found
        if one.direction is Direction.READS:
            place, fix = found.reader_place, found.fix
        else:
            place, fix = found.writer_place, found.writer_fix
        together.setdefault((one.direction, found.kind, found.path, found.reason, fix, place), []).append(one.version)
    file = f"{document.file.rpartition('.')[0]}.versions.jsonl"
    for (direction, kind, path, reason, fix, place), versions in together.items():
        code, opening = _opening(direction, kind, versions)
        yield Diagnostic(
            code,
            f"{opening}: {f'at `{path}` ' if path else ''}{reason}",
            document.span(("schema", *place)),
            fix,
            event_type=event.name,
            # the first and the last of them: the message names them all
            related=tuple(
                Related(Span(file, one), f"version {one}") for one in dict.fromkeys((versions[0], versions[-1]))
            ),
        )
    yield from deprecations(event, document)


def _more(event: EventType, document: Document) -> Iterator[Diagnostic]:
    yield from removals(event, document)
    yield from _stored(event, document)


def _stored(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """What the table cannot become. Once such a version is released, that is only said: it cannot be taken back."""
    if not isinstance(event.storage, BigQueryStorage) or not event.versions:
        return
    released = same_version(annotated(event.versions)[-1], document.value["schema"])
    before = event.versions[:-1] if released else event.versions[:]
    names = [field["name"] for field in event.schema["fields"]]
    encrypted = {field.path for field in event.fields if field.semantic.encryption}
    for one in impossible(event.schema, before, encrypted):
        top = one.name.partition(".")[0]
        place = ("schema", "fields", names.index(top)) if top in names else ("schema",)
        said = f"`{one.name}` is a column of {one.before}, and BigQuery cannot make it {one.after} in place"
        yield Diagnostic(
            "ET608",
            f"{said}: the table would have to be made anew, without what it holds" if released else said,
            document.span(place),
            "add a field with the new type beside it, and mark this one `deprecated`",
            Severity.WARNING if released else Severity.ERROR,
            event.name,
            (Related(document.span(("storage", "kind")), "stored in BigQuery"),),
        )


def _opening(direction: Direction, kind: Kind, versions: list[int]) -> tuple[str, str]:
    reads = direction is Direction.READS
    which = f"version{'s' if len(versions) > 1 else ''} {', '.join(str(version) for version in versions)}"
    if kind is Kind.MEANING:
        return "ET323", f"{which}, read with the newest schema" if reads else f"the newest schema, read with {which}"
    if reads:
        return "ET321", f"the newest schema cannot read {which}"
    return "ET322", f"{which} cannot read the newest schema"
