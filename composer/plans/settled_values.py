"""Settled values by their paths, and as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from composer.graph.properties import ABSENT
from composer.plans import provenance

if TYPE_CHECKING:
    from composer.graph.properties import Path
    from composer.model import EventType


def simple(value: Any) -> Any:
    """A settled value as JSON: dataclasses as objects, tuples and sets as lists, enums and days as their text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: simple(getattr(value, field.name)) for field in fields(value) if field.name != "because"}
    if isinstance(value, Mapping):
        return {key: simple(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(simple(item) for item in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [simple(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def value_at(event: EventType, path: Path) -> Any:
    """The settled value at a path; ABSENT where there is none."""
    if path[0] in {provenance.ENVIRONMENT, provenance.POLICY}:
        return ABSENT
    if path == provenance.VERSIONS:
        return len(event.versions)
    if path[0] == "fields" and len(path) > 1:
        return next((one.semantic.key for one in event.fields if one.path == path[1]), ABSENT)
    value: Any = event
    for step in path:
        if is_dataclass(value):
            value = getattr(value, str(step), ABSENT)
        else:
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value
