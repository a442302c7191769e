"""What an update leaves as it is because nobody states it: the provider takes it for the server's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.localcloud.bodies import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property


def whole(kind: Kind, kinds: Iterable[Kind], live: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """All that an update states of an object. Nobody states any more what others decide on (`Parent.forbids`)."""
    result = with_unsent(kind.properties, live, given, kind.exclusive)
    forbidden = {parent.forbids for other in kinds for parent in other.parents if parent.kind == kind.token}
    return {name: value for name, value in result.items() if name in given or name not in forbidden}


def with_unsent(
    rules: Mapping[str, Property],
    live: Mapping[str, Any],
    given: Mapping[str, Any],
    exclusive: tuple[tuple[str, ...], ...] = (),
) -> dict[str, Any]:
    """The given values, with the live ones of optional + computed properties that are not given, at every depth.

    Elements of lists are matched by their place. Of properties that exclude each other (`exclusive`), a live one gives
    way to the one that is given.
    """
    result = dict(given)
    for name, rule in rules.items():
        value, there = given.get(name), live.get(name)
        if there is None or rule.computed:
            continue
        if value is None:
            others = (other for group in exclusive if name in group for other in group)
            if rule.optional_computed and all(given.get(other) is None for other in others):
                result |= stated(rules, {name: there})
        elif rule.type == "object" and isinstance(value, dict) and isinstance(there, dict):
            result[name] = with_unsent(rule.properties, there, value, rule.exclusive)
        elif rule.type == "list" and isinstance(value, list) and isinstance(there, list):
            result[name] = _items(rule.items, there, value)
    return result


def _items(rule: Property | None, live: list[Any], given: list[Any]) -> list[Any]:
    if rule is None or rule.type != "object":
        return given
    return [
        with_unsent(rule.properties, live[index], item, rule.exclusive)
        if index < len(live) and isinstance(item, dict) and isinstance(live[index], dict)
        else item
        for index, item in enumerate(given)
    ]
