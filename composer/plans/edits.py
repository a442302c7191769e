"""Which values differ between two documents, and one document with some of them as they are in the other.

Values are plain (dict, list, text, number, bool, None). Items of a list that all have a name of their own are told
apart by it, so that one more item is one edit; any other list is one value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.graph.properties import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from composer.model import Path


class ListKey(str):
    """A step to the item of a list whose `key` is this name: `[email]`."""

    __slots__ = ("key", "name")
    key: str
    name: str

    def __new__(cls, key: str, name: str) -> ListKey:
        """The step, as people read it."""
        made = super().__new__(cls, f"[{name}]")
        made.key, made.name = key, name
        return made


@dataclass(frozen=True, slots=True)
class Edit:
    """One value that differs: where it stands after the edit, and where it stood before (elsewhere if it was renamed).

    What came or went is one edit, whatever is in it.
    """

    path: Path
    was: Path


def edits(before: Any, after: Any) -> tuple[Edit, ...]:
    """Every value in which the two differ, in the order of the document. Those are disjoint: no path leads into another
    one."""
    return tuple(_edits((), before, after))


def value_at(tree: Any, path: Path) -> Any:
    """The value at a path; ABSENT if there is none."""
    for step in path:
        if isinstance(step, ListKey):
            index = _index(tree, step)
            tree = ABSENT if index is None else tree[index]
        elif isinstance(tree, dict):
            tree = tree.get(step, ABSENT)
        else:
            return ABSENT
    return tree


def position(tree: Any, path: Path) -> Path:
    """The same path with numbers for names, as far as it leads."""
    resolved: list[str | int] = []
    for length, step in enumerate(path):
        inside = value_at(tree, path[:length])
        index = _index(inside, step) if isinstance(step, ListKey) else step
        if index is None or inside is ABSENT:
            break
        resolved.append(index)
    return tuple(resolved)


def restored(after: Any, before: Any, undone: Iterable[Edit]) -> Any:
    """`after` with these edits undone. Shares with both what needs no change; neither is changed."""
    for edit in undone:
        after = _restored(after, before, edit.path, edit.was)
    return after


def _edits(path: Path, before: Any, after: Any) -> Iterator[Edit]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*after, *(key for key in before if key not in after)]:
            old, new = before.get(key, ABSENT), after.get(key, ABSENT)
            if old is not new:
                yield from _edits((*path, key), old, new)
        return
    items = _items(before, after)
    if items is None:
        if type(before) is not type(after) or before != after:
            yield Edit(path, path)
        return
    key, old_names, new_names = items
    for name in new_names:
        step = (*path, ListKey(key, name))
        if name in old_names:
            yield from _edits(step, value_at(before, step[-1:]), value_at(after, step[-1:]))
        else:
            yield Edit(step, (*path, ListKey(key, renamed)) if (renamed := _renamed(name, *items[1:])) else step)
    for name in old_names:
        if name not in new_names and not _renamed(name, new_names, old_names):
            yield Edit((*path, ListKey(key, name)), (*path, ListKey(key, name)))


def _items(before: Any, after: Any) -> tuple[str, Sequence[str], Sequence[str]] | None:
    """The key that tells two lists' items apart, and their names there; None where they are one value each."""
    if not isinstance(before, list) or not isinstance(after, list) or before == after:
        return None
    if not before or not after or not all(isinstance(item, dict) for item in (*before, *after)):
        return None
    for key in after[0]:
        names = [[item.get(key) for item in items] for items in (before, after)]
        if all(isinstance(name, str) for some in names for name in some) and all(len({*s}) == len(s) for s in names):
            common = [[name for name in some if name in names[0] and name in names[1]] for some in names]
            return (key, names[0], names[1]) if common[0] == common[1] else None
    return None


def _renamed(name: str, others: Sequence[str], names: Sequence[str]) -> str:
    """The name an item had among `others`, if it is the only one of another name, at its old place; else ""."""
    removed, come = ([one for one in some if one not in other] for some, other in ((others, names), (names, others)))
    if come == [name] and len(removed) == 1 and others.index(removed[0]) == names.index(name):
        return removed[0]
    return ""


def _index(items: Any, step: ListKey) -> int | None:
    if not isinstance(items, list):
        return None
    names = (one.get(step.key) if isinstance(one, dict) else None for one in items)
    return next((index for index, name in enumerate(names) if name == step.name), None)


def _restored(tree: Any, before: Any, path: Path, was: Path) -> Any:
    if not path:
        return before
    step, old_step = path[0], was[0]
    old = value_at(before, was[:1])
    if isinstance(step, ListKey) and isinstance(old_step, ListKey):  # names of an item, after and before
        items = [*tree]
        index = _index(items, step)
        if old is ABSENT and len(path) == 1:
            return [one for one in items if one.get(step.key) != step.name]
        if index is None:
            items.insert(_place(items, before, old_step), old)
        else:
            items[index] = _restored(items[index], old, path[1:], was[1:])
        return items
    if old is ABSENT and len(path) == 1:
        return {key: value for key, value in tree.items() if key != step}
    return {**tree, step: _restored(tree.get(step), old, path[1:], was[1:])}


def _place(items: list[Any], before: list[Any], step: ListKey) -> int:
    """The index for an item that stood in `before`: behind the nearest one that stood above it there."""
    at = _index(before, step) or 0
    for above in reversed(before[:at]):
        index = _index(items, ListKey(step.key, above[step.key]))
        if index is not None:
            return index + 1
    return 0
