"""Fields that look as if they were about a person and are annotated as harmless: the author is asked.

An annotation is believed when it protects: whoever says `user.contact.email` is right. What is asked about is the
other direction, since one wrong word there puts a person's data in front of everybody for ten years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.diagnostics import Diagnostic
from composer.personal_names.name_table import Likeness
from composer.schema.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.documents import Document
    from composer.model import EventType, Path, Policies, SemanticType

ANYTHING = "user.content.private"
"""What may hold anything; proposed only where it is a row."""


def challenges(event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """The questions about one Event Type, one a field at most."""
    meanings = {field.path: field.semantic for field in event.fields}
    schema = document.value["schema"]
    asked: set[Path] = set()
    for leaf in leaves(schema):
        meaning = meanings.get(leaf.name)
        if meaning is None or not meaning.key:
            continue
        challenge = _asked(leaf.name, _at(schema, leaf.path), meaning, policies, event.name)
        if challenge and leaf.path not in asked:  # a record may be used more than once: one question
            asked.add(leaf.path)
            code, message, hint = challenge
            place = document.span(("schema", *leaf.path, "semantic"))
            yield Diagnostic(code, message, place, hint, event.name)


_Asked = tuple[str, str, str]


def _asked(
    name: str, field: Mapping[str, Any], meaning: SemanticType, policies: Policies, event_type: str
) -> _Asked | None:
    harmless = not meaning.personal and policies.rank(meaning.tier) == 0
    held = frozenset(held_by(field.get("type")))
    looks = looks_personal(name, held, policies, event_type)
    subject = f"`{name}`"
    if looks is None:
        subject, looks = _otherwise_personal(name, field, held, policies, event_type)
    if looks and harmless and not looks.free:
        return (
            "ET403",
            f"{subject} looks like `{looks.semantic}`, but means `{meaning.key}`",
            _way(looks),
        )
    if harmless and "map" in held:
        unknown = f" (`{ANYTHING}` if that is unknown)" if ANYTHING in policies.semantic_types else ""
        hint = "name what is in it as fields of a record, or annotate it as the most personal thing that may be sent"
        hint += unknown
        return "ET405", f"`{name}` is a map: whoever sends events chooses its keys", hint
    if looks and harmless:
        message = f"people write into {subject}: it may hold anything about anybody"
        return "ET405", message, _way(looks)
    if looks and not meaning.encryption and _weaker(meaning, looks.semantic, policies):
        message = f"{subject} looks like `{looks.semantic}`, which is more protected than `{meaning.key}`"
        return "ET404", message, _way(looks)
    mentioned = policies.names.docs.speaks_of(str(field.get("doc") or "")) if held - _CLOSED else None
    if mentioned and (harmless or (not meaning.encryption and _weaker(meaning, mentioned, policies))):
        message = f"the documentation of `{name}` speaks of `{mentioned}`, but it means `{meaning.key}`"
        hint = f"annotate it as `{mentioned}`, or say in `doc` what else it is"
        return "ET404", message, hint
    return None


def _otherwise_personal(
    name: str, field: Mapping[str, Any], held: frozenset[str], policies: Policies, event_type: str
) -> tuple[str, Likeness | None]:
    """The looks of a field whose name says nothing, by what it was called before, or by the symbols of its enums."""
    above = name.rpartition(".")[0]
    for alias in field.get("aliases") or ():
        looks = looks_personal(f"{above}.{alias}" if above else str(alias), held, policies, event_type)
        if looks:
            return f"`{name}`, which was `{alias}`,", looks
    semantic = policies.names.of_symbols(symbols_of(field.get("type")))
    looks = Likeness(semantic, text_only=False) if semantic else None
    return f"`{name}`, by the symbols of its enum,", looks


_CLOSED = frozenset({"boolean", "enum", "null", "int", "float", "double"})
"""Types that hold nothing a person could be told by, whatever their documentation speaks of."""


def _at(schema: Any, path: Path) -> Any:
    for step in path:
        schema = schema[step]
    return schema


def _way(looks: Likeness) -> str:
    return f"annotate it as `{looks.semantic}`; if it is something else, rename it, or have privacy waive this"


def looks_personal(name: str, held: frozenset[str], policies: Policies, event_type: str = "") -> Likeness | None:
    """The looks of a leaf by its dotted name; None: like nothing personal, or nothing that `held` types can be."""
    looks = policies.names.of_path(name.replace("[]", "").replace("{}", "").split("."), event_type)
    if looks is None or held <= {"boolean", "null"} or (looks.text_only and not held & _TEXTS):
        return None
    return looks


_TEXTS = frozenset({"string", "bytes", "map"})
"""Types that hold text: a map has keys."""


def _weaker(meaning: SemanticType, other: str, policies: Policies) -> bool:
    """True if a meaning protects less than another: it leaves in clear what the other encrypts, for more people.

    Being a parent or a child of it is no excuse: `user.device` is read by many who may not see an `ip_address`.
    """
    other_type = policies.semantic_types.get(other)
    if other_type is None or other == meaning.key:
        return False
    return bool(other_type.encryption) and policies.rank(other_type.tier) > policies.rank(meaning.tier)


def symbols_of(kind: Any) -> Iterator[str]:
    """The symbols of every enum that a field of this type can hold."""
    if isinstance(kind, list):
        for branch in kind:
            yield from symbols_of(branch)
    elif isinstance(kind, dict):
        inner = kind.get("type")
        if inner == "enum" and isinstance(kind.get("symbols"), list):
            yield from (one for one in kind["symbols"] if isinstance(one, str))
        elif inner in ("array", "map"):  # not a set: what is illegal here may be a list or a mapping
            yield from symbols_of(kind.get("items") or kind.get("values"))
        elif isinstance(inner, dict | list):
            yield from symbols_of(inner)


def held_by(kind: Any) -> Iterator[str]:
    """All a type can hold: primitives, `enum`, `map`; a text with a logical type is no text that people write."""
    if isinstance(kind, str):
        yield kind
    elif isinstance(kind, list):
        for branch in kind:
            yield from held_by(branch)
    elif isinstance(kind, dict):
        inner = kind.get("type")
        if inner == "array":
            yield from held_by(kind.get("items"))
        elif inner == "map":
            yield "map"
            yield from held_by(kind.get("values"))
        elif isinstance(inner, str):
            yield "logical" if inner in {"string", "bytes"} and "logicalType" in kind else inner
        else:
            yield from held_by(inner)
