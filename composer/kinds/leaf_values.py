"""What Google would refuse of one value that holds no others: a text, a number, a switch, a JSON document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from composer.documents.spelling import spelled
from composer.kinds.formats import wrong_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.kinds.property import Property


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that Google would refuse: the dotted path (snake_case, `[0]` for elements) and the reason."""

    path: str
    message: str


def json_problems(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    """Problems of a JSON document: a text, or `$json` with what it holds."""
    if isinstance(value, dict) and "$json" in value and not _sized(rule):
        return
    if isinstance(value, dict) and "$json" in value:
        text = json.dumps(value["$json"], separators=(",", ":"), ensure_ascii=False, default=str)
    elif isinstance(value, str):
        text = value
        try:
            json.loads(value)
        except ValueError as error:
            if rule.format != "avro-schema":  # Protocol Buffers are no JSON
                yield Violation(path, f"Invalid value for field '{path}': not a JSON document ({error}).")
                return
    else:
        yield wrong_type(path, "a JSON document in a string", value)
        return
    yield from _size(rule, text, path)


def scalar_problems(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    """Problems of a text, a number or a switch."""
    if rule.format == "asset":
        return
    if isinstance(value, dict) and "$json" in value:
        value = json.dumps(value["$json"], separators=(",", ":"), ensure_ascii=False, default=str)
    problem = _type_problem(rule, value)
    if problem:
        yield wrong_type(path, problem, value)
        return
    shown = "(sensitive)" if rule.sensitive else value
    if isinstance(value, str):
        yield from _size(rule, value, path)
        for message in wrong_format(rule, "", value):
            yield Violation(path, f"Invalid value for field '{path}': '{shown}'. {message}")
        if rule.format == "duration" or (value == "" and not rule.required and rule.min_length is None):
            return
        if rule.enum and value not in rule.enum:
            choices = ", ".join(rule.enum)
            yield Violation(path, f"Invalid value for field '{path}': '{shown}'. Must be one of: {choices}.")
        if rule.pattern is not None and _compiled(rule.pattern).fullmatch(value) is None:
            yield Violation(path, f"Invalid value for field '{path}': '{shown}'. Must be a match of '{rule.pattern}'.")
    elif not isinstance(value, bool):
        yield from _range(rule, float(value), path)


def _sized(rule: Property) -> bool:
    return not (rule.max_length is None and rule.min_length is None and rule.max_bytes is None)


def _size(rule: Property, text: str, path: str) -> Iterator[Violation]:
    if rule.max_length is not None and len(text) > rule.max_length:
        yield Violation(path, f"Field '{path}' has {len(text)} characters; at most {rule.max_length} are allowed.")
    if rule.min_length is not None and len(text) < rule.min_length:
        yield Violation(path, f"Field '{path}' has {len(text)} characters; at least {rule.min_length} are needed.")
    if rule.max_bytes is not None and (size := len(text.encode())) > rule.max_bytes:
        yield Violation(path, f"Field '{path}' is {size} bytes long; at most {rule.max_bytes} bytes are allowed.")


def _range(rule: Property, value: float, path: str) -> Iterator[Violation]:
    low, high = rule.minimum, rule.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        yield Violation(path, f"Invalid value for field '{path}': {_counted(rule, value)}. {bounds(low, high)}")


def _counted(rule: Property, value: float) -> str:
    """The number as Google says it; one that counts something as people say it, too: `17280000 (200d)`."""
    plain = f"'{value:.15g}'"
    return f"{plain} ({rule.unit(int(value))})" if rule.unit and value == int(value) else plain


def bounds(low: float | None, high: float | None, unit: str = "") -> str:
    """The sentence that says what a number may be."""
    if low is None:
        return f"Must be at most {high:.15g}{unit}."
    return (
        f"Must be at least {low:.15g}{unit}."
        if high is None
        else f"Must be between {low:.15g}{unit} and {high:.15g}{unit}."
    )


def _type_problem(rule: Property, value: Any) -> str:
    match rule.type:
        case "boolean":
            return "" if isinstance(value, bool) else "a boolean"
        case "integer":
            return "" if isinstance(value, int) and not isinstance(value, bool) else "an integer"
        case "number":
            return "" if isinstance(value, (int, float)) and not isinstance(value, bool) else "a number"
        case _:
            return "" if isinstance(value, str) else "a string"


def wrong_type(path: str, expected: str, value: Any) -> Violation:
    """The violation of a value of another type than `expected`, in words."""
    given = spelled(value)
    return Violation(path, f"Invalid value at '{path}': {expected} is expected, not {given}.")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
