"""Where a schema differs from another one first, as its author wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from composer.schema.walk import Path


def first_change(before: Any, after: Any) -> Path:
    """Keys and indexes to the first key or item of `after` that is new or another than before; of what only lost
    something, the place itself. Items of lists that have names are found by them."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in after.items():
            if key not in before:
                return (key,)
            if before[key] != value:
                return (key, *first_change(before[key], value))
    elif isinstance(before, list) and isinstance(after, list):
        names = {_name(item): item for item in before}
        for index, item in enumerate(after):
            if _name(item) not in names:
                return (index,)
            if names[_name(item)] != item:
                return (index, *first_change(names[_name(item)], item))
    return ()


def _name(item: Any) -> str:
    """The key that an item of a list is matched by: a field's name, a symbol, a branch that is a word."""
    return str(item.get("name") or item.get("type")) if isinstance(item, dict) else str(item)
