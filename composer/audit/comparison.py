"""What of a live object is not as expected, property by property, with both values."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.kinds.input_changes import Scope, aligned, unequal
from composer.kinds.unknown_values import camel, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.audit.expected import Expected
    from composer.kinds.property import Property
    from composer.live.live_objects import LiveObject

_UNKNOWN = "known once it is applied"
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Drift:
    """One property: its dotted path, and what it should be and is (None: nothing)."""

    path: str
    expected: Any
    actual: Any


def drifts(expected: Expected, live: LiveObject) -> tuple[Drift, ...]:
    """Every property that differs, in the order of paths. What is left to the server, what only Pulumi knows, and what
    cannot be known of the expected value do not count."""
    kind = expected.kind
    wanted = _known(expected.values)
    actual = _comparable(kind.properties, live.properties, wanted)
    changes = {
        one.path: Drift(one.path, _at(wanted, one.path), _at(actual, one.path)) for one in unequal(kind, actual, wanted)
    }
    changes |= {one.path: one for one in _content(expected, live)}
    return tuple(changes[path] for path in sorted(changes))


def _content(expected: Expected, live: LiveObject) -> Iterator[Drift]:
    """The content of an object in a bucket, which lists tell the hash of."""
    rest = expected.kind.rest
    content = expected.values.get(rest.writes.media) if rest.writes.media else None
    if not isinstance(content, str) or not live.content_hash:
        return
    digest = base64.b64encode(hashlib.md5(content.encode(), usedforsecurity=False).digest()).decode()
    if digest != live.content_hash:
        yield Drift(rest.writes.media, f"MD5 {digest}", f"MD5 {live.content_hash}")


def _comparable(rules: Mapping[str, Property], actual: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The live values, with the expected ones where no API tells them or nobody knows what to expect."""
    result = dict(actual)
    for name, value in wanted.items():
        rule = rules.get(name)
        if rule is None or (rule.api == "" and name not in actual) or rule.sensitive or value == _UNKNOWN:
            result[name] = value
        else:
            result[name] = _comparable_value(rule, actual.get(name), value)
    return result


def _comparable_value(rule: Property, actual: Any, wanted: Any) -> Any:
    if rule.type == "object" and isinstance(actual, dict) and isinstance(wanted, dict):
        return _comparable(rule.properties, actual, wanted)
    if rule.type == "list" and rule.items is not None and isinstance(actual, list) and isinstance(wanted, list):
        actual = aligned(rule, actual, wanted, Scope({}, {}))
        padded = [*wanted, *([None] * (len(actual) - len(wanted)))]
        return [
            value if value == _UNKNOWN else _comparable_value(rule.items, one, value)
            for one, value in zip(actual, padded, strict=False)
        ]
    return actual


def _known(value: Any) -> Any:
    """The value with one and the same text wherever nobody knows what to expect."""
    if isinstance(value, Mapping):
        return _UNKNOWN if is_unknown(value) else {name: _known(inner) for name, inner in value.items()}
    return [_known(inner) for inner in value] if isinstance(value, list) else value


def _at(values: Any, path: str) -> Any:
    """The value at a path in the wire's spelling; None where nothing does."""
    for step in _STEP.findall(path):
        if isinstance(values, list):
            values = values[int(step)] if step.isdecimal() and int(step) < len(values) else None
        elif isinstance(values, dict):
            values = next((value for name, value in values.items() if step in {name, camel(name)}), None)
        else:
            return None
    return values
