"""What Google would refuse in the value of a property, whatever it holds, with the place of each mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import wrong_format
from composer.kinds.leaf_values import Violation, json_problems, scalar_problems, wrong_type
from composer.kinds.unknown_values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.property import Property


def object_problems(
    rules: Mapping[str, Property], exclusive: tuple[tuple[str, ...], ...], values: Mapping[str, Any], path: str
) -> Iterator[Violation]:
    """Everything wrong with an object of these properties, at this path."""
    prefix = f"{path}." if path else ""
    for name, value in values.items():
        rule = rules.get(name)
        if rule is None:
            where = f" at '{path}'" if path else ""
            yield Violation(
                prefix + name, f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
            )
        elif rule.computed:
            yield Violation(prefix + name, f"Field '{prefix}{name}' is output only and cannot be set.")
        elif value is not None:
            yield from value_problems(rule, value, prefix + name)
    for name, rule in rules.items():
        if rule.required and values.get(name) is None:
            yield Violation(prefix + name, f"Required parameter is missing: {prefix}{name}")
    for group in exclusive:
        given = [name for name in group if values.get(name) is not None]
        if len(given) > 1:
            yield Violation(prefix + given[1], f"At most one of {', '.join(given)} may be set.")


def value_problems(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    """Everything wrong with a value at this path. What is not known yet (`$ref`, `$join`) counts as right."""
    if is_unknown(value):
        return
    if rule.type == "object":
        if isinstance(value, dict):
            yield from object_problems(rule.properties, rule.exclusive, value, path)
        else:
            yield wrong_type(path, "an object", value)
    elif rule.type == "list":
        yield from _list(rule, value, path)
    elif rule.type == "map":
        yield from _map(rule, value, path)
    elif rule.type == "json":
        yield from json_problems(rule, value, path)
    else:
        yield from scalar_problems(rule, value, path)


def _list(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    if not isinstance(value, (list, tuple)):
        yield wrong_type(path, "a list", value)
        return
    yield from count_problems(rule, len(value), path)
    if rule.items is not None:
        for index, item in enumerate(value):
            yield from value_problems(rule.items, item, f"{path}[{index}]")


def _map(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield wrong_type(path, "an object", value)
        return
    yield from count_problems(rule, len(value), path)
    for key, item in value.items():
        if rule.items is not None:
            yield from value_problems(rule.items, item, f"{path}.{key}")
        for message in wrong_format(rule, key, item):
            yield Violation(f"{path}.{key}", message)


def count_problems(rule: Property, count: int, path: str) -> Iterator[Violation]:
    """Everything wrong with the number of a list's elements, or of a map's entries."""
    if rule.max_items is not None and count > rule.max_items:
        yield Violation(path, f"Too many elements in field '{path}': {count}. At most {rule.max_items} are allowed.")
    if rule.min_items is not None and count < rule.min_items:
        yield Violation(path, f"Too few elements in field '{path}': {count}. At least {rule.min_items} are needed.")
