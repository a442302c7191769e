"""Whether nothing is wrong with values, without a word about what: asked of each of a fleet's million values first,
since nearly all are right. Every property becomes a predicate once; what a predicate does not know for right is looked
at by `property_problems`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.property_problems import count_problems, value_problems
from composer.kinds.unknown_values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.kinds.property import Property

    Exclusive = tuple[tuple[str, ...], ...]
    Predicate = Callable[[Any], bool]

_OF_OBJECTS: dict[int, tuple[Mapping[str, Property], Predicate]] = {}
_OF_PROPERTIES: dict[int, tuple[Property, Predicate]] = {}
"""Predicates by the identity of what they are made of, which is kept beside them."""
_MANY = 2_000
"""Values of one property to know at once: projects, regions and labels come back soon, and 10,000 Event Types must fit
in memory."""


def plainly_right(properties: Mapping[str, Property], exclusive: Exclusive, values: Mapping[str, Any]) -> bool:
    """True only if `property_problems.object_problems` has nothing to say of these values."""
    known = _OF_OBJECTS.get(id(properties))
    if known is None:
        known = _OF_OBJECTS[id(properties)] = properties, _of_object(properties, exclusive)
    return known[1](values)


def _of_object(properties: Mapping[str, Property], exclusive: Exclusive) -> Predicate:
    predicates = {name: _of(rule) for name, rule in properties.items() if not rule.computed}
    required = tuple(name for name, rule in properties.items() if rule.required)

    def right(values: Mapping[str, Any]) -> bool:
        for name, value in values.items():
            predicate = predicates.get(name)
            if predicate is None or not (value is None or predicate(value)):
                return False
        for name in required:
            if values.get(name) is None:
                return False
        return not exclusive or all(sum(values.get(name) is not None for name in group) < 2 for group in exclusive)

    return right


def _of(rule: Property) -> Predicate:
    known = _OF_PROPERTIES.get(id(rule))
    if known is None:
        known = _OF_PROPERTIES[id(rule)] = rule, _made(rule)
    return known[1]


def _made(rule: Property) -> Predicate:
    if rule.type == "object":
        inside = _of_object(rule.properties, rule.exclusive)
        return lambda value: is_unknown(value) or (value.__class__ is dict and inside(value))
    if rule.type == "list":
        return _of_list(rule)
    return _once(rule)


def _of_list(rule: Property) -> Predicate:
    item = None if rule.items is None else _of(rule.items)
    counted = rule.max_items is not None or rule.min_items is not None

    def right(value: Any) -> bool:
        if value.__class__ is not list:
            return is_unknown(value)
        if counted and any(True for _ in count_problems(rule, len(value), "")):
            return False
        return item is None or all(map(item, value))

    return right


def _once(rule: Property) -> Predicate:
    """Looked at by the rules themselves; texts, numbers and maps of texts that are right are known again."""
    fine: set[tuple[type, Any]] = set()

    def right(value: Any) -> bool:
        kind = value.__class__
        if kind is dict:
            if is_unknown(value):
                return True
            key = (kind, tuple(value.items())) if all(one.__class__ is str for one in value.values()) else None
        else:
            key = (kind, value) if kind in _SCALARS else None
        if key in fine:
            return True
        for _ in value_problems(rule, value, ""):
            return False
        if key is not None:
            if len(fine) >= _MANY:
                fine.clear()
            fine.add(key)
        return True

    return right


_SCALARS = frozenset({str, int, float, bool})
