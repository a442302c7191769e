"""Fields that the newest schema has no more: events of before still hold them, in storage and on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.walk import PRIMITIVES, Leaf, leaves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def removed_fields(newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]]) -> tuple[Leaf, ...]:
    """Leaves that only released schemas have, each as the last of them has it; in order of name.

    All are legal record schemas with their annotations. What a version writes as the newest does is not looked into.
    """
    now = {field.get("name"): field for field in newest.get("fields") or () if isinstance(field, dict)}
    released_leaves: dict[str, Leaf] = {}
    for schema in released:
        changed = [field for field in schema["fields"] if not _alike(field, now.get(field["name"]))]
        if any(_by_name(field["type"]) for field in changed):
            changed = schema["fields"]  # what changed may be used, or defined, in a field that is written as before
        if changed:
            released_leaves |= {leaf.name: leaf for leaf in leaves({**schema, "fields": changed})}
    if not released_leaves:
        return ()
    there = {leaf.name for leaf in leaves(newest)}
    return tuple(released_leaves[name] for name in sorted(released_leaves) if name not in there)


def _alike(field: Mapping[str, Any], now: Mapping[str, Any] | None) -> bool:
    if now is None:
        return False
    return bool(field["type"] == now.get("type"))


def _by_name(kind: Any) -> bool:
    """True if a type has a name that other fields may use, or uses one."""
    if isinstance(kind, str):
        return kind not in PRIMITIVES
    if isinstance(kind, list):
        return any(_by_name(branch) for branch in kind)
    return "fields" in kind or _by_name(kind.get("items") or kind.get("values") or kind["type"])
