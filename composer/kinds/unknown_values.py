"""Values that are not known before something is applied, as they appear inside inputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

UNKNOWN: Mapping[str, str] = {"$ref": "", "output": ""}
"""A value that will be known later, whoever gives it."""


def is_unknown(value: Any) -> bool:
    """True if a value is only known once something else exists (`$ref`, `$join`)."""
    return (type(value) is dict or isinstance(value, Mapping)) and ("$ref" in value or "$join" in value)


@cache
def camel(name: str) -> str:
    """The wire's spelling of a property: `ack_deadline_seconds` is `ackDeadlineSeconds`."""
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def is_empty(value: Any) -> bool:
    """True if a value says as much as leaving it out."""
    return value is None or value is False or value in ("", [], {}, 0)


def values_at(value: Any, path: tuple[str, ...]) -> list[Any]:
    """Every value at a dotted path with `*` (each element) and `**` (any depth), JSON documents opened on the way."""
    if isinstance(value, str) and path:
        return []
    if isinstance(value, Mapping) and "$json" in value:
        return values_at(value["$json"], path)
    if not path:
        return [] if value is None else [value]
    step, rest = path[0], path[1:]
    if step == "**":
        matched = values_at(value, rest)
        for inner in _inner(value):
            matched += values_at(inner, path)
        return matched
    if step == "*":
        return [matched for inner in _inner(value) for matched in values_at(inner, rest)]
    return values_at(value.get(step), rest) if isinstance(value, Mapping) else []


def _inner(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else []
