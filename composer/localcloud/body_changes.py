"""What a change over REST makes of an object's body: by a mask, merged into it, or whole."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from composer.kinds.unknown_values import camel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def merged(body: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the change's members in it, at every depth; null takes a member away (RFC 7396)."""
    result = dict(body)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            before = result.get(name)
            result[name] = merged(before if isinstance(before, dict) else {}, value)
        else:
            result[name] = value
    return result


def masked(body: Mapping[str, Any], change: Mapping[str, Any], mask: Iterable[str]) -> dict[str, Any]:
    """The body with what the change says at the mask's paths; what it does not say there is taken away, with what had
    nothing else in it."""
    result = deepcopy(dict(body))
    for path in mask:
        if path == "*":
            return dict(change)
        _replace(result, change, [camel(step) for step in path.split(".")])
    return result


def _replace(target: dict[str, Any], change: Any, path: list[str]) -> None:
    """Make what is at the path what the change has there, if anything."""
    head, *rest = path
    given = change.get(head) if isinstance(change, dict) else None
    there = target.get(head)
    if not rest and given is not None:
        target[head] = given
    elif rest and (given is not None or there):
        inner = there if isinstance(there, dict) else {}
        _replace(inner, given, rest)
        target[head] = inner
        if not inner:
            del target[head]
    elif not rest:
        target.pop(head, None)
