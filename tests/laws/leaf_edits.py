"""Every single edit of every leaf of a file that people write, made from the spec types: a new key is in it by itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

import yaml
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from composer.spec.base import Form
from composer.spec.error_places import Shape, fields, of_annotation, of_field
from composer.spec.examples import example
from composer.spec.quantities import Duration, Rate, Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

Path = tuple[str | int, ...]
ABSENT = object()
DEEPEST = 8
KNOWN = {"team": ["insights", "podcasts"]}
UNITS = {Duration: ("1d", "36h"), Size: ("700B", "4kB"), Rate: ("301/h", "299/h")}


@dataclass(frozen=True)
class Leaf:
    """One key of one spec type, where a document has it, or could have it."""

    owner: str
    key: str
    path: Path
    shape: Shape

    @property
    def name(self) -> str:
        return f"{self.owner}.{self.key}"


def declared(spec: type[BaseModel]) -> set[str]:
    """Every key of a spec type and of those in it: what has to be edited."""
    results: set[str] = set()
    open_shapes, seen = [Shape(spec)], set()
    while open_shapes:
        shape = open_shapes.pop()
        members = list(shape.members.values())
        if shape.model is None or shape.model in seen:
            inner = [of_annotation(one) for one in get_args(shape.type) if get_origin(shape.type) in {list, dict}]
            open_shapes += [*members, *inner]
            continue
        seen.add(shape.model)
        for key, field in fields(shape.model).items():
            results.add(f"{shape.model.__name__}.{key}")
            open_shapes.append(of_field(field))
    return results


def leaves(spec: type[BaseModel], document: Any) -> Iterator[Leaf]:
    """The keys of a document by their types, and those that it could have: of lists and mappings, the first entry."""
    yield from _leaves(Shape(spec), document, (), "", "")


def _leaves(shape: Shape, value: Any, path: Path, owner: str, key: str) -> Iterator[Leaf]:
    if shape.discriminator and isinstance(value, dict):
        shape = shape.members[value[shape.discriminator]]
    if shape.model is not None and isinstance(value, dict):
        if owner:
            yield Leaf(owner, key, path, shape)
        for name, field in fields(shape.model).items():
            yield from _leaves(of_field(field), value.get(name, ABSENT), (*path, name), shape.model.__name__, name)
        return
    if owner:
        yield Leaf(owner, key, path, shape)
    inner = of_annotation(get_args(shape.type)[-1]) if get_origin(shape.type) in {list, dict} else None
    if inner is not None and value is not ABSENT and value and (inner.model or inner.members):
        first = 0 if isinstance(value, list) else next(iter(value))
        yield from _leaves(inner, value[first], (*path, first), "", "")


def edits(document: Any, leaf: Leaf) -> Iterator[tuple[str, Any]]:
    """The document with one edit of this leaf each, and what was done."""
    now = at(document, leaf.path)
    for kind, value in (
        ("other", other(leaf.shape, now)),
        *(("boundary", one) for one in boundaries(leaf.shape)),
        ("removed", ABSENT),
        ("wrong type", [[{}]] if not isinstance(now, list) else {"x": {"y": 1}}),
        ("null", None),
    ):
        if value is not now and not (value is ABSENT and now is ABSENT):
            yield kind, changed(document, leaf.path, value)


def valid_edits(document: Any, leaf: Leaf) -> Iterator[Any]:
    """The document with this leaf as another value that is right by its type, and without it."""
    now = at(document, leaf.path)
    value = other(leaf.shape, now)
    if value is not now and value != now:
        yield changed(document, leaf.path, value)
    if now is not ABSENT:
        yield changed(document, leaf.path, ABSENT)


def other(shape: Shape, now: Any) -> Any:
    """Another value that such a key may have; the same one where none comes to mind."""
    if shape.choices:
        return next((one for one in shape.choices if one != now), now)
    if isinstance(now, bool):
        return not now
    if isinstance(now, int):
        return now + 1 if now + 1 in bounds(shape) else now - 1
    if isinstance(now, float):
        return round(now * 0.99, 6)
    if isinstance(now, str):
        if shape.type in UNITS:
            return next(one for one in UNITS[shape.type] if one != now)
        actual = next((one.example.strip('"') for one in shape.metadata if isinstance(one, Form)), "")
        return actual if actual and actual != now else f"{now}x"
    if isinstance(now, list | dict):
        return now[1:] if isinstance(now, list) else dict(list(now.items())[1:])
    return yaml.safe_load(example(shape, KNOWN).replace("…", "x") or "x")


@dataclass(frozen=True)
class Bounds:
    lowest: float
    highest: float

    def __contains__(self, value: float) -> bool:
        return self.lowest <= value <= self.highest


def bounds(shape: Shape) -> Bounds:
    lowest, highest = float("-inf"), float("inf")
    for one in shape.metadata:
        lowest = one.ge if isinstance(one, Ge) else one.gt if isinstance(one, Gt) else lowest
        highest = one.le if isinstance(one, Le) else one.lt if isinstance(one, Lt) else highest
    return Bounds(float(lowest), float(highest))


def boundaries(shape: Shape) -> Iterator[Any]:
    """The least and the most that may be said, and no words at all."""
    if shape.type in UNITS:
        unit = {Duration: "1s", Size: "1B", Rate: "1/d"}[shape.type]
        yield from (unit, f"999999999{unit[1:]}")
    elif shape.type is int:
        limits = bounds(shape)
        yield from (int(one) for one in (limits.lowest, limits.highest) if abs(one) < 10**12)
    elif shape.type is str:
        yield ""
        yield from ("x" * one.max_length for one in shape.metadata if isinstance(one, MaxLen))
    elif get_origin(shape.type) in {list, dict}:
        yield [] if get_origin(shape.type) is list else {}
        yield from ([] for one in shape.metadata if isinstance(one, MinLen))


def at(document: Any, path: Path) -> Any:
    for step in path:
        if isinstance(document, dict):
            document = document.get(step, ABSENT)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return ABSENT
    return document


def changed(document: Any, path: Path, value: Any) -> Any:
    made = copy.deepcopy(document)
    around = at(made, path[:-1])
    if value is not ABSENT:
        around[path[-1]] = value
    else:
        del around[path[-1]]
    return made
