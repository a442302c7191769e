"""What inputs a live object stands for: for an import, and for noticing drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill, holes
from composer.kinds.input_changes import Scope, same, says_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind
    from composer.kinds.property import Property


def import_id(kind: Kind, given: str, values: Mapping[str, Any]) -> str:
    """The provider's own id for a spelling that an import accepts."""
    for template in kind.import_ids:
        names = holes(template)
        parts = given.split(" ", len(names) - 1)
        if len(parts) == len(names) and len(parts) > 1:
            return fill(kind.id, kind, {**values, **_nested(dict(zip(names, parts, strict=True)))}) or given
    return given


def _nested(parts: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for path, value in parts.items():
        level = result
        *heads, last = path.split(".")
        for head in heads:
            level = level.setdefault(head, {})
        level[last] = value
    return result


def inputs_of(kind: Kind, live: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The inputs that would make the live object; what nobody gave and the server chose stays out.

    What still means the same as in the `old` inputs keeps their spelling. Without `old` ones it is an import, which
    takes over whatever says something; otherwise what is optional + computed and not in them is the server's.
    """
    inputs: dict[str, Any] = {}
    scope = Scope(old or {}, live)
    acted = {by for by, _ in kind.rest.writes.shown.values()}  # calls of their own change them, and reads tell
    for name, rule in kind.properties.items():
        before = None if old is None else old.get(name)
        if rule.api == "" and not rule.computed and not _names(kind, name) and name not in acted:
            value = live.get(name) if name == "content" and before is not None else before
        else:
            value = _input(rule, live.get(name), before, scope, imported=old is None)
        if value is not None:
            inputs[name] = value
    return inputs


def _names(kind: Kind, name: str) -> bool:
    """True if a property that only Pulumi knows is part of what the object is called."""
    return name in {"project", "region", "location"} or f"{{{name}}}" in kind.id


def _input(rule: Property, live: Any, old: Any, scope: Scope, *, imported: bool) -> Any:
    if rule.computed or (old is None and rule.optional_computed and not imported):
        return None
    if old is not None and same(rule, old, live, scope):
        return old
    if live is None or (old is None and says_nothing(rule, live)):
        return None
    if rule.type == "object" and isinstance(live, dict):
        before = old if isinstance(old, dict) else {}
        inner = {
            name: _input(item, live.get(name), before.get(name), scope, imported=imported)
            for name, item in rule.properties.items()
        }
        return {name: value for name, value in inner.items() if value is not None}
    if rule.type == "list" and rule.items is not None and isinstance(live, list):
        befores = old if isinstance(old, list) else []
        items = rule.items
        return [
            _input(items, item, befores[index] if index < len(befores) else None, scope, imported=imported)
            for index, item in enumerate(live)
        ]
    return live
