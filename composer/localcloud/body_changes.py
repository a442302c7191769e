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
    """The body with what the change says at the mask's paths; what it does not say there is taken away."""
    result = deepcopy(dict(body))
    for path in mask:
        if path == "*":
            return dict(change)
        *heads, last = (camel(step) for step in path.split("."))
        source: Any = change
        level: Any = result
        for head in heads:
            source = source.get(head) if isinstance(source, dict) else None
            level = level.setdefault(head, {}) if isinstance(level, dict) else {}
        value = source.get(last) if isinstance(source, dict) else None
        if value is None:
            level.pop(last, None)
        else:
            level[last] = value
    return result
