"""Settled values with another value in one place: what is compiled of them tells what comes from where."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from composer.model import Dedupe
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.graph.properties import Path
    from composer.model import EventType, SemanticType

OTHER = "zzother"
_TEXTS = "tuple[str, ...]"
LITERALS = {"hourly": "daily", "daily": "hourly", "STANDARD": "NEARLINE"}


def parts(facts: Any, at: Path = ()) -> Iterator[Path]:
    """Everything that facts consist of, by its fields: single values, and lists and mappings as a whole. What nothing
    comes from changes nothing; so nobody has to say what facets read, and a new field is in it by itself."""
    for field in fields(facts):
        inner = getattr(facts, field.name)
        if field.compare and is_dataclass(inner):
            yield from parts(inner, (*at, field.name))
        elif field.compare and inner is not None:
            yield (*at, field.name)


def altered_at(value: Any, path: Path, other: Callable[[Any], Any] | None = None) -> Any:
    """The same value with another one at `path`; unchanged where the path leads nowhere."""
    if not path:
        return (other or _other)(value)
    step, rest = path[0], path[1:]
    if is_dataclass(value) and not isinstance(value, type):
        if step not in {field.name for field in fields(value)}:
            return value
        old = getattr(value, str(step))
        if old == () and not rest and _TEXTS not in {field.type for field in fields(value) if field.name == step}:
            return value  # nobody knows here what could stand in it
        new = Dedupe(OTHER, Seconds(1)) if step == "dedupe" and old is None else altered_at(old, rest, other)
        return replace(value, **{str(step): new})
    if isinstance(value, dict):
        return {**value, step: altered_at(value[step], rest, other)} if step in value else value
    return value


def other_fact(value: Any) -> Any:
    """Another value of the same type, for facts: lists and mappings of rows are empty, of names the first is gone."""
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return value[1:]
    return type(value)() if isinstance(value, tuple | frozenset | dict) else _other(value)


def _other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case Enum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case int() | float():
            return type(value)(value * 2 + 1)  # far enough to be seen in rounded words
        case str():
            return LITERALS.get(value, f"{value}{OTHER}")
        case tuple():
            names = value and "@" not in str(value[0])
            return () if names else (*value, f"group:{OTHER}@example.com")
        case dict() if "fields" in value:
            return {**value, "fields": [*value["fields"], {"name": OTHER, "type": "string", "doc": OTHER}]}
        case Dedupe():
            return Dedupe(OTHER, Seconds(value.window + 1))
    return value


def other_meanings(event: EventType) -> EventType:
    """The same with another tier and another encryption of every field."""
    tiers = [*event.access]

    def other(meaning: SemanticType) -> SemanticType:
        tier = next((tier for tier in reversed(tiers) if tier != meaning.tier), meaning.tier)
        return replace(meaning, tier=tier, encryption="" if meaning.encryption else "type")

    return replace(event, fields=tuple(replace(field, semantic=other(field.semantic)) for field in event.fields))
