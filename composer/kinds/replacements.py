"""Which changes of inputs replace a resource, by the rules of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from composer.kinds.property import Property

ReplacedIf = Callable[[Any, Any], bool]
"""True if the change from one value to another replaces the resource."""


def replaced_at(
    rules: Mapping[tuple[str, ...], ReplacedIf], old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[tuple[str, ...], ...]:
    """The paths of `rules` for whose change from `old` to `new` inputs the resource is replaced."""
    return tuple(path for path, replaces in rules.items() if replaces(_at(old, path), _at(new, path)))


def steps(path: str) -> tuple[str, ...]:
    """The steps of a dotted path."""
    return tuple(path.split("."))


def replacing_properties(properties: Mapping[str, Property]) -> Iterator[str]:
    """The properties of which some change replaces the resource."""
    for name, rule in properties.items():
        inner = rule.items.properties if rule.items is not None else rule.properties
        if rule.immutable or next(replacing_properties(inner), None) is not None:
            yield name


def _at(inputs: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = inputs
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
