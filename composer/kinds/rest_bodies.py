"""Bodies in the shapes of Google's REST API, read as a kind's properties."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.id_template import pattern
from composer.kinds.unknown_values import camel
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property

_EVERYWHERE = ("etag", "kind")
"""Members that Google takes with every object, and that say nothing about it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The properties that a body states, and the paths of members that the kind does not have: pairs of where and
    name. What only the server sets is in neither."""

    properties: dict[str, Any]
    unknown: tuple[tuple[str, str], ...]


def stated(kind: Kind, body: Mapping[str, Any]) -> Stated:
    """The values that a body states of an object of this kind."""
    left = _pruned(body) if kind.rest.empty_is_absent else deepcopy(dict(body))
    properties: dict[str, Any] = {}
    for path, template in kind.rest.body.items():
        text = _taken(left, path)
        if isinstance(text, str):
            properties |= _named(kind, template, text)
    for name in _EVERYWHERE:
        if name not in kind.properties:
            left.pop(name, None)
    unknown: list[tuple[str, str]] = []
    return Stated({**properties, **_object(kind.properties, left, "", unknown)}, tuple(unknown))


def _named(kind: Kind, template: str, text: str) -> dict[str, str]:
    """The properties that a member like `name` is made of; none where the text is no such name."""
    expression = pattern(template.replace("{id}", kind.id), kind)
    match = expression.fullmatch(text)
    return {name: value for name, value in (match.groupdict() if match else {}).items() if name in kind.properties}


def _object(
    rules: Mapping[str, Property], body: dict[str, Any], path: str, unknown: list[tuple[str, str]]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    document = ""
    for name, rule in rules.items():
        if rule.api == "*":
            document = name
        elif rule.api != "":
            value = _taken(body, rule.api or camel(name))
            if rule.twin:
                same = _taken(body, rule.twin)
                value = same if value is None else value
            if value is None and rule.required and "" in rule.enum:
                value = ""  # protocol buffers leave empty texts out
            if _says_nothing(rule, value):
                value = None
            if value is not None and not rule.computed:
                result[name] = _value(rule, _unshaped(rule, value), f"{path}{rule.api or camel(name)}", unknown)
    if document:
        return {**result, document: json.dumps(body, allow_nan=False)}
    unknown += [(path.rstrip("."), name) for name, value in body.items() if not _is_empty(value)]
    return result


def _value(rule: Property, value: Any, path: str, unknown: list[tuple[str, str]]) -> Any:
    """A value as the kind's table has it; one of another type stays as it is, and is refused by the kind's rules."""
    if rule.type == "object" and isinstance(value, dict):
        return _object(rule.properties, value, f"{path}.", unknown)
    if rule.type == "list" and rule.items is not None and isinstance(value, list):
        return [_value(rule.items, item, f"{path}[{index}]", unknown) for index, item in enumerate(value)]
    if rule.type == "json" and not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    if rule.format == "days" and isinstance(value, str):
        length = seconds(value)
        return value if length is None or length % DAY else int(length // DAY)
    if rule.numbers and isinstance(value, int):
        return next((word for word, number in rule.numbers.items() if number == value), value)
    if rule.format == "int64" and isinstance(value, str | int) and not isinstance(value, bool):
        digits = str(value).removeprefix("-").isdecimal()
        return int(value) if digits and rule.type == "integer" else str(value)
    return value


def _unshaped(rule: Property, value: Any) -> Any:
    """The value as it is nested here."""
    match rule.shape, value:
        case "list", [only]:
            return only
        case "one", _:
            return [value]
        case "each", [*items]:
            return [item.get(rule.key) if isinstance(item, dict) else item for item in items]
        case "keyed", {}:
            return [
                {camel(rule.key): key, **(inner if isinstance(inner, dict) else {})} for key, inner in value.items()
            ]
        case "pairs", [*items]:
            return {item.get("key"): item.get("value") for item in items if isinstance(item, dict)}
        case "entries", {}:
            return [{"key": key, "value": inner} for key, inner in value.items()]
        case _:
            return value


def _says_nothing(rule: Property, value: Any) -> bool:
    """True if the provider sends this value of a property that nobody stated."""
    no_word = value == "" and bool(rule.enum) and "" not in rule.enum
    return no_word or (rule.unset is not None and value == rule.unset)


def _pruned(value: Any) -> Any:
    """A copy without objects in which nothing is said."""
    if isinstance(value, dict):
        inner = {name: _pruned(one) for name, one in value.items() if one is not None}
        return {name: one for name, one in inner.items() if one != {}}
    return [_pruned(one) for one in value] if isinstance(value, list) else value


def _is_empty(value: Any) -> bool:
    """True if a member says nothing: its inner members were taken out, or it is what protocol buffers take for absent,
    which Google's provider sends of everything that it knows."""
    return not value or (isinstance(value, dict) and all(map(_is_empty, value.values())))


def _taken(body: dict[str, Any], path: str) -> Any:
    """The value at a dotted path, taken out of the body; None if nothing does."""
    level: Any = body
    *heads, last = path.split(".")
    for head in heads:
        level = level.get(head) if isinstance(level, dict) else None
    return level.pop(last, None) if isinstance(level, dict) else None
