"""The life of a field: written, deprecated, removable once a released version says so, then gone, its name reserved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.diagnostics import Diagnostic, Related, Span
from composer.schema.released import annotated
from composer.schema.walk import every_field
from composer.spec.event_type import FieldDeprecation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType, Path
    from composer.schema.walk import AnyField

CODES = {
    "ET326": "A deprecated field says since when and why, and names a field to use instead that is there and stays.",
    "ET327": "A field is removed only after a released version deprecated it.",
    "ET328": "What stands under the name of a removed field, or has it as an alias, means what that field meant.",
}


def deprecations(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Whether every `deprecated` can be followed by those who read the field. Also for schemas that break others."""
    for one in every_field(document.value["schema"]):
        said = one.field.get("deprecated")
        if said is None:
            continue
        place = ("schema", *one.path, "deprecated")
        problem, hint = _misunderstood(said)
        if not problem and isinstance(said, dict) and "replaced_by" in said:
            problem, hint = _no_replacement(one, said["replaced_by"])
            place = (*place, "replaced_by")
        if problem:
            yield Diagnostic("ET326", problem, document.span(place), hint, event_type=event.name)


def _misunderstood(said: Any) -> tuple[str, str]:
    """What is wrong with the annotation itself. Those of fields inside other records are read by nobody before."""
    form = "write `deprecated: {since: 2027-03-31, reason: …}`, and `replaced_by: …` if there is another field"
    if not isinstance(said, dict):
        return "`deprecated` says since when and why", form
    try:
        FieldDeprecation.model_validate(said)
    except ValueError as error:
        first = error.errors()[0] if hasattr(error, "errors") else {"loc": (), "msg": str(error)}
        where = ".".join(str(step) for step in first["loc"])
        return f"`deprecated` is not understood: {where}: {str(first['msg']).lower()}", form
    return "", ""


def _no_replacement(one: AnyField, name: str) -> tuple[str, str]:
    beside = {field["name"]: field for field in one.beside}
    if name == one.field["name"]:
        return f"`{one.name}` cannot replace itself", "name another field, or leave `replaced_by` out"
    if name not in beside:
        known = ", ".join(f"`{other}`" for other in beside if other != one.field["name"])
        return f"there is no field `{name}` beside `{one.name}`", f"there are {known}" if known else "add it"
    if "deprecated" in beside[name]:
        return f"`{name}` is deprecated itself", "name the field that stays"
    return "", ""


def removals(event: EventType, document: Document) -> Iterator[Diagnostic]:
    """Fields that went or came back, against the released versions as they stand in the record."""
    released = annotated(event.versions)
    if not released:
        return
    file = f"{document.file.rpartition('.')[0]}.versions.jsonl"
    now = {one.name: one for one in every_field(document.value["schema"])}
    aliased = any("aliases" in one.field for one in now.values())
    if not aliased and now.keys() == {one.name for one in every_field(released[-1])}:
        return  # most of a fleet, every time: nothing came or went
    history = [{one.name: one for one in every_field(schema)} for schema in released]
    yield from _removed(event, document, now, history, file)
    for name, one in now.items():
        former = [was for was in _aliases(one) if was not in now]
        for was in former if name in history[-1] else [name, *former]:
            last = next((number for number in range(len(history), 0, -1) if was in history[number - 1]), 0)
            if last:
                related = Related(Span(file, last), f"version {last}")
                yield from _returned(event, document, one, history[last - 1][was], related)


def _aliases(one: AnyField) -> tuple[str, ...]:
    """Dotted names that a field had before, as it says."""
    prefix = one.name.removesuffix(one.field["name"])
    return tuple(f"{prefix}{alias}" for alias in one.field.get("aliases") or ())


def _removed(
    event: EventType,
    document: Document,
    now: Mapping[str, AnyField],
    history: list[dict[str, AnyField]],
    file: str,
) -> Iterator[Diagnostic]:
    renamed = {alias for one in now.values() for alias in one.field.get("aliases") or ()}
    for name, one in history[-1].items():
        parent = name.rpartition(".")[0].rstrip("[]{}")
        if name in now or one.field["name"] in renamed or (parent and parent not in now):
            continue
        if not any("deprecated" in version[name].field for version in history if name in version):
            yield Diagnostic(
                "ET327",
                f"`{name}` is removed, and no released version deprecated it",
                document.span(_closest(one, now)),
                f"keep `{name}` with `deprecated: {{since: …, reason: …}}`; it may go with the next version after that",
                event_type=event.name,
                related=(Related(Span(file, len(history)), f"version {len(history)}"),),
            )


def _closest(one: AnyField, now: Mapping[str, AnyField]) -> Path:
    """The record that the field was in, as it stands in the newest schema; else all its fields."""
    parent = now.get(one.name.rpartition(".")[0].rstrip("[]{}"))
    return ("schema", *parent.path) if parent else ("schema", "fields")


def _returned(
    event: EventType, document: Document, now: AnyField, then: AnyField, related: Related
) -> Iterator[Diagnostic]:
    before, after = then.field.get("semantic"), now.field.get("semantic")
    if before and after and before != after:
        message = f"`{now.name}` is the name of a removed field that meant `{before}`; now it would mean `{after}`"
        place = document.span(("schema", *now.path, "semantic"))
        hint = "events of before are still read under this name: choose another one"
        if now.name != then.name:
            message = f"`{now.name}` reads what was written as `{then.name}`, which meant `{before}`, not `{after}`"
            hint = f"keep the meaning, or leave the alias `{then.field['name']}` out"
        yield Diagnostic("ET328", message, place, hint, event_type=event.name, related=(related,))
