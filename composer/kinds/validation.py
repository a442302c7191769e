"""What Google would refuse in the inputs of one resource: said before anything is applied, in Google's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import wrong_format
from composer.kinds.leaf_values import (
    Violation,
    json_problems,
    scalar_problems,
    wrong_type,
)
from composer.kinds.unknown_values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property


def violations(kind: Kind, inputs: Mapping[str, Any]) -> tuple[Violation, ...]:
    """Everything wrong with these inputs. What is not known yet (`$ref`, `$join`) counts as right."""
    fine = _fine(kind.properties, kind.exclusive, inputs)
    problems = [] if fine else list(_object(kind.properties, kind.exclusive, inputs, ""))
    if not problems and kind.joint_rule is not None:
        problems += [Violation(path, message) for path, message in kind.joint_rule(inputs)]
    return tuple(problems)


def _fine(rules: Mapping[str, Property], exclusive: tuple[tuple[str, ...], ...], values: Mapping[str, Any]) -> bool:
    """True if `_object` has nothing to say: looked at first, without places, since nearly everything is fine."""
    # a fleet has a million values: loops, since each generator costs as much as what it would ask
    for name, value in values.items():
        rule = rules.get(name)
        if rule is None or rule.computed or (value is not None and not _takes(rule, value)):
            return False
    for name in _required(rules):
        if values.get(name) is None:
            return False
    return not exclusive or all(sum(values.get(name) is not None for name in group) < 2 for group in exclusive)


def _takes(rule: Property, value: Any) -> bool:
    kind = value.__class__
    if kind in _PLAIN:
        if (id(rule), kind, value) in _FINE:
            return True
    elif kind is dict:
        if is_unknown(value):
            return True
        if rule.type == "object":
            return _fine(rule.properties, rule.exclusive, value)
    elif kind is list and rule.type == "list" and rule.items is not None:
        items = rule.items
        if (rule.max_items is not None or rule.min_items is not None) and [*_count(rule, len(value), "")]:
            return False
        return all(_takes(items, item) for item in value)
    for _ in _value(rule, value, ""):
        return False
    return True


def _object(
    rules: Mapping[str, Property], exclusive: tuple[tuple[str, ...], ...], values: Mapping[str, Any], path: str
) -> Iterator[Violation]:
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
            yield from _value(rule, value, prefix + name)
    for name in _required(rules):
        if values.get(name) is None:
            yield Violation(prefix + name, f"Required parameter is missing: {prefix}{name}")
    for group in exclusive:
        given = [name for name in group if values.get(name) is not None]
        if len(given) > 1:
            yield Violation(prefix + given[1], f"At most one of {', '.join(given)} may be set.")


_NEEDED: dict[int, tuple[Mapping[str, Property], tuple[str, ...]]] = {}
"""Names of required properties by the identity of their table, which is kept with them."""
_FINE: dict[tuple[int, type, Any], Property] = {}
"""Texts, numbers and maps of texts that a property (by its identity, so it is kept) was found to take: of 16,000
resources most values are projects, regions, roles and labels that were looked at before."""
_MANY = 20_000
"""Values to remember at once: the common ones are known again soon after, and 10,000 Event Types must fit in memory."""
_PLAIN = frozenset({str, int, float, bool})


def _required(rules: Mapping[str, Property]) -> tuple[str, ...]:
    cached = _NEEDED.get(id(rules))
    if cached is None:
        cached = _NEEDED[id(rules)] = rules, tuple(name for name, rule in rules.items() if rule.required)
    return cached[1]


def _value(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    kind = value.__class__
    if kind in _PLAIN:
        key = (id(rule), kind, value)
    elif rule.type == "map" and kind is dict and all(item.__class__ is str for item in value.values()):
        key = (id(rule), dict, tuple(value.items()))
    else:
        yield from _looked_at(rule, value, path)
        return
    if key not in _FINE:
        problems = list(_looked_at(rule, value, path))
        if not problems:
            if len(_FINE) >= _MANY:
                _FINE.clear()
            _FINE[key] = rule
        yield from problems


def _looked_at(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    if is_unknown(value):
        return
    if rule.type == "object":
        if isinstance(value, dict):
            yield from _object(rule.properties, rule.exclusive, value, path)
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
    yield from _count(rule, len(value), path)
    if rule.items is not None:
        for index, item in enumerate(value):
            yield from _value(rule.items, item, f"{path}[{index}]")


def _map(rule: Property, value: Any, path: str) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield wrong_type(path, "an object", value)
        return
    yield from _count(rule, len(value), path)
    for key, item in value.items():
        if rule.items is not None:
            yield from _value(rule.items, item, f"{path}.{key}")
        for message in wrong_format(rule, key, item):
            yield Violation(f"{path}.{key}", message)


def _count(rule: Property, count: int, path: str) -> Iterator[Violation]:
    if rule.max_items is not None and count > rule.max_items:
        yield Violation(path, f"Too many elements in field '{path}': {count}. At most {rule.max_items} are allowed.")
    if rule.min_items is not None and count < rule.min_items:
        yield Violation(path, f"Too few elements in field '{path}': {count}. At least {rule.min_items} are needed.")
