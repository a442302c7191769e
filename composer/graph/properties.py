"""How the inputs of one resource differ: leaf by leaf, JSON documents inside, lists of named things by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer.graph.graph import canonical
from composer.graph.resource import references

if TYPE_CHECKING:
    from composer.graph.resource import Input, Resource
    from composer.kinds.kind import Kind
    from composer.units import Unit

Path = tuple[str | int, ...]
"""Where a property stands: keys, list indexes, and `[name]` for an item of a list whose items have names."""

TYPE, NAME, PROTECT, DEPENDS_ON = "$type", "$name", "$protect", "$depends_on"
"""Paths of what a resource has beside its inputs."""


class _Absent:
    """A property that is not there; there is one of it."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One property that differs. `ABSENT` stands for a property that is not there.

    `via` is the id of a resource that is replaced or changed itself, if the text of this property stays the same
    and only the value that it refers to will not. `unit`: what a number counts, where the kind's rules say so.
    `stays`: it is no longer stated, and the live resource keeps the value all the same.
    """

    path: Path
    before: Input
    after: Input
    forces_replacement: bool = False
    via: str = ""
    unit: Unit | None = None
    stays: bool = False


def dotted(path: Path) -> str:
    """A path as people read it: `schema[user_id].mode`, `lifecycle_rules[0].action`, `labels.owner`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += step if step.startswith("[") or not text else f".{step}"
    return text


def compare(before: Resource, after: Resource, kind: Kind | None) -> tuple[PropertyChange, ...]:
    """The differences between two resources of one id, `because` aside, ordered by path."""
    if before.type != after.type:
        return (PropertyChange((TYPE,), before.type, after.type, forces_replacement=True),)
    changes = [_changed(kind, *difference) for difference in _differences((), before.inputs, after.inputs)]
    changes = _also_replacing(changes, kind, before, after)
    changes.sort(key=lambda change: [(isinstance(step, str), step) for step in change.path])
    if before.name != after.name and not changes:
        changes.append(PropertyChange((NAME,), before.name, after.name))
    if before.protect != after.protect:
        changes.append(PropertyChange((PROTECT,), before.protect, after.protect))
    if sorted(before.depends_on) != sorted(after.depends_on):
        changes.append(PropertyChange((DEPENDS_ON,), sorted(before.depends_on), sorted(after.depends_on)))
    return tuple(changes)


def _changed(kind: Kind | None, path: Path, old: Any, new: Any) -> PropertyChange:
    if kind is None:
        return PropertyChange(path, old, new)
    if new is ABSENT and kind.keeps_unsent(path):
        return PropertyChange(path, old, new, unit=kind.unit(path), stays=True)
    forced = not _states_default(kind, path, old, new) and _forces(kind, path, old, new)
    return PropertyChange(path, old, new, forced, unit=kind.unit(path))


def _states_default(kind: Kind, path: Path, old: Any, new: Any) -> bool:
    """True if what was left to the default is the same, now that it is written out."""
    rule = kind.rule(path) if old is ABSENT else None
    return rule is not None and rule.default is not None and _same(rule.default, new)


def _also_replacing(
    changes: list[PropertyChange], kind: Kind | None, before: Resource, after: Resource
) -> list[PropertyChange]:
    """The same changes, with those that replace the resource although others of the same property would not."""
    forced = kind.replacing_in_up(before.inputs, after.inputs) if changes and kind is not None else ()
    return [
        replace(change, forces_replacement=True)
        if not change.stays and any(path[: len(change.path)] == change.path[: len(path)] for path in forced)
        else change
        for change in changes
    ]


def carried_over(
    resource: Resource,
    kind: Kind | None,
    unstable: Mapping[str, frozenset[str] | None],
    changed_paths: Collection[Path],
) -> tuple[PropertyChange, ...]:
    """Properties whose text stays, but which refer to outputs that will not stay the same.

    The engine cannot know the new value before it is there, so it treats it as changed; where the property cannot be
    changed in place, this resource is replaced too.
    """
    if not unstable:
        return ()
    changes = []
    for path, value in _referring((), resource.inputs):
        if any(path[: len(other)] == other for other in changed_paths):
            continue
        for reference in references(value):
            outputs = unstable.get(reference.id, frozenset())
            if outputs is None or reference.output in outputs:
                forced = kind is not None and kind.immutable(path)
                changes.append(PropertyChange(path, value, value, forces_replacement=forced, via=reference.id))
                break
    return tuple(changes)


def _differences(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    if _same(before, after):
        return
    if _is_json(before) and _is_json(after):
        yield from _differences(path, before["$json"], after["$json"])
    elif _is_block(before) and _is_block(after):
        for key in sorted({*before, *after}):
            yield from _differences((*path, key), before.get(key, ABSENT), after.get(key, ABSENT))
    elif _is_named(before) and _is_named(after):
        yield from _named_differences(path, before, after)
    elif _are_blocks(before) and _are_blocks(after) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences((*path, index), old, new)
    else:
        yield path, before, after


def _named_differences(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Items by name; that only their order differs is a difference of the list."""
    old, new = ({item["name"]: item for item in items} for items in (before, after))
    common_before = [name for name in old if name in new]
    common_after = [name for name in new if name in old]
    if common_before != common_after:
        yield path, before, after
        return
    for name in sorted({*old, *new}):
        yield from _differences((*path, f"[{name}]"), old.get(name, ABSENT), new.get(name, ABSENT))


_SIMPLE = frozenset({str, int, bool, type(None)})


def _same(before: Any, after: Any) -> bool:
    """True if both are one JSON value: a tuple is a list, but 1 is neither true nor 1.0."""
    if before is ABSENT or after is ABSENT:
        return before is after
    if type(before) is type(after) and type(before) in _SIMPLE:
        return bool(before == after)
    return canonical(before) == canonical(after)


def _is_json(value: Any) -> bool:
    return isinstance(value, Mapping) and "$json" in value


def _is_block(value: Any) -> bool:
    return isinstance(value, Mapping) and not {"$json", "$ref", "$join"} & value.keys()


def _are_blocks(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_is_block(item) for item in value)


def _is_named(value: Any) -> bool:
    if not _are_blocks(value):
        return False
    names = [item.get("name") for item in value]
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(names)


def _forces(kind: Kind, path: Path, before: Any, after: Any) -> bool:
    """True if what differs at or below `path` cannot be changed in place."""
    old, new = dict(_leaves((), before)), dict(_leaves((), after))
    differing = [inner for inner in {*old, *new} if old.get(inner, ABSENT) != new.get(inner, ABSENT)]
    return any(kind.immutable((*path, *inner)) for inner in [*differing, ()])


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if _is_block(value):
        for key, inner in value.items():
            yield from _leaves((*path, key), inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _leaves((*path, index), inner)
    else:
        yield path, value


def _referring(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """The atoms (`$ref`, `$join`, and `$json` as a whole) of inputs that refer to something."""
    if isinstance(value, Mapping) and not _is_block(value):
        if any(True for _ in references(value)):
            yield path, value
    elif _is_block(value):
        for key in sorted(value):
            yield from _referring((*path, key), value[key])
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _referring((*path, index), inner)
