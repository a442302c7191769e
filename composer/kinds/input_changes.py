"""How old and new inputs of a resource differ, and what of it replaces the resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from composer.kinds.formats import seconds
from composer.kinds.id_template import full_name, relative
from composer.kinds.unknown_values import camel, is_empty, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property


PROVIDERS_LABEL = "goog-pulumi-provisioned"
"""A label that the real provider gives to everything that has labels, whatever the program says: it is live, and no
difference. https://www.pulumi.com/registry/packages/gcp/installation-configuration/ (`addPulumiAttributionLabel`)"""


class Difference(NamedTuple):
    """One path (wire names) that differs: `add`, `delete` or `update`, and whether it forces a replacement."""

    path: str
    change: str
    replaces: bool


def differences(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The changes from `old` to `new`, by path. What is left to the server, and equal spellings, do not count."""
    changes = unequal(kind, old, new)
    for path in kind.replacing(old, new):
        wire = ".".join(camel(step) for step in path)
        changes = [item._replace(replaces=True) if _at_or_around(item.path, wire) else item for item in changes]
    return changes


def unequal(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The same, where it does not matter what replaces the resource: `old` may be anything that somebody made live."""
    return list(_object(kind.properties, old, new, "", Scope(old, new)))


def _at_or_around(path: str, other: str) -> bool:
    """True if a difference is at a path, below it, or of a whole block around it."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


class Scope(NamedTuple):
    """The whole inputs around a value: a short name means something only together with its project."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]


def deletes_first(kind: Kind, new: Mapping[str, Any]) -> bool:
    """True if the provider deletes the old resource before it makes the new one, where the program does not say."""
    return kind.provider_deletes_first or (bool(kind.auto_name) and new.get(kind.auto_name) is not None)


def _object(
    rules: Mapping[str, Property], old: Mapping[str, Any], new: Mapping[str, Any], path: str, scope: Scope
) -> Iterator[Difference]:
    for name, rule in rules.items():
        if not rule.computed:
            yield from _value(
                rule, old.get(name), new.get(name), f"{path}.{camel(name)}" if path else camel(name), scope
            )


def _value(rule: Property, old: Any, new: Any, path: str, scope: Scope) -> Iterator[Difference]:
    if same(rule, old, new, scope) or (new is None and rule.optional_computed):
        return  # what is no longer given stays as the server has it
    if rule.type == "object" and isinstance(old, dict) and isinstance(new, dict) and not is_unknown(new):
        for difference in _object(rule.properties, old, new, path, scope):
            yield difference._replace(replaces=difference.replaces or rule.immutable)
    elif rule.type == "list" and rule.items is not None and isinstance(old, list) and isinstance(new, list):
        old = aligned(rule, old, new, scope)
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            for difference in _value(rule.items, before, after, f"{path}[{index}]", scope):
                yield difference._replace(replaces=difference.replaces or rule.immutable)
    else:
        change = "add" if old is None else "delete" if new is None else "update"
        yield Difference(path, change, rule.immutable or _inner_immutable(rule, old, new))


def _inner_immutable(rule: Property, old: Any, new: Any) -> bool:
    """A block that appears or goes replaces the resource if something immutable appears or goes with it."""
    given = old if isinstance(old, dict) else new
    if rule.type != "object" or not isinstance(given, dict):
        return False
    return any(inner.immutable and not is_empty(given.get(name)) for name, inner in rule.properties.items())


def same(rule: Property, old: Any, new: Any, scope: Scope) -> bool:
    """True if two values mean the same to Google."""
    if rule.format == "labels":
        old, new = _stated_labels(old), _stated_labels(new)
    if old is None or new is None:
        return says_nothing(rule, new if old is None else old)
    if is_unknown(new) or is_unknown(old):
        return False
    return bool(old == new) or _same_meaning(rule, old, new, scope)


def _stated_labels(labels: Any) -> Any:
    """Labels without the one that the provider adds; nothing where there is no other."""
    if not isinstance(labels, dict) or PROVIDERS_LABEL not in labels:
        return labels
    return {name: value for name, value in labels.items() if name != PROVIDERS_LABEL} or None


def says_nothing(rule: Property, value: Any) -> bool:
    """True if leaving it out would mean the same. Where yes is the default, no says something."""
    if rule.default is True and value is False:
        return False
    return is_empty(value) or (rule.default is not None and bool(value == rule.default))


def _same_meaning(rule: Property, old: Any, new: Any, scope: Scope) -> bool:
    if rule.full_name:
        return bool(full_name(rule, old, scope.old) == full_name(rule, new, scope.new))
    if rule.format == "upper" and isinstance(old, str) and isinstance(new, str):
        return old.upper() == new.upper()
    if rule.format == "link" and isinstance(old, str) and isinstance(new, str):
        return relative(old) == relative(new)
    if rule.type == "json":
        means = _columns if rule.format == "bigquery-schema" else _parsed
        return bool(means(old) == means(new))
    if rule.format == "duration" and isinstance(old, str) and isinstance(new, str):
        return seconds(old) is not None and seconds(old) == seconds(new)
    if rule.type == "list" and rule.items is not None and isinstance(old, list) and isinstance(new, list):
        items, old = rule.items, aligned(rule, old, new, scope)
        return len(old) == len(new) and all(same(items, *pair, scope) for pair in zip(old, new, strict=True))
    if rule.type == "object" and isinstance(old, dict) and isinstance(new, dict):
        return not any(_object(rule.properties, old, new, "", scope))
    return False


def aligned(rule: Property, old: list[Any], new: list[Any], scope: Scope) -> list[Any]:
    """The old list; where its order says nothing, what both have at the places of the new one, None in gaps."""
    if not rule.unordered or rule.items is None or old == new:
        return old
    rest, places = [*old], dict[int, Any]()
    for place, value in enumerate(new):
        index = next((index for index, one in enumerate(rest) if same(rule.items, one, value, scope)), None)
        if index is not None:
            places[place] = rest.pop(index)
    others = iter(rest)
    return [places[place] if place in places else next(others, None) for place in range(max(len(old), len(new)))]


def _columns(value: Any) -> Any:
    """Columns without tags that name nothing, which the real provider writes to every column of a table it changes."""
    columns = _parsed(value)
    if not isinstance(columns, list):
        return columns
    tagged = [
        {name: value for name, value in one.items() if name != "policyTags" or (value or {}).get("names")}
        for one in columns
    ]
    return [one | {"fields": _columns(one["fields"])} if "fields" in one else one for one in tagged]


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
