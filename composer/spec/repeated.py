"""Rows of lists that are there twice: a team with two needs, a cell of one name, a reader that is named again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_origin

from composer.documents.spelling import spelled
from composer.spec.base import Unique
from composer.spec.error_places import Path, Shape
from composer.spec.walked import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.spec.base import Spec


class Repeated(NamedTuple):
    """A row that is there again: its place, all other places of it, the first one first, and words and a hint."""

    path: Path
    others: tuple[Path, ...]
    message: str
    hint: str


def repeated(value: Any, spec: type[Spec]) -> Iterator[Repeated]:
    """Every row of a document of this type that is there more than once, each once. Parts of another form
    are passed over."""
    for part in parts(value, Shape(spec), _unique):
        if isinstance(part.value, list):
            yield from _in_list(part.value, part.path, _identity(part.shape))


def _unique(shape: Shape) -> bool:
    return get_origin(shape.type) is list and any(isinstance(one, Unique) for one in shape.metadata)


def _identity(shape: Shape) -> Unique:
    return next(one for one in shape.metadata if isinstance(one, Unique))


def _in_list(rows: list[Any], path: Path, unique: Unique) -> Iterator[Repeated]:
    name = next((step for step in reversed(path) if isinstance(step, str)), "this list")
    places: dict[Any, list[int]] = {}
    for index, row in enumerate(rows):
        identity = unique.of(row)
        if identity is not None:
            places.setdefault(identity, []).append(index)
    for identity, (first, *more) in places.items():
        if not more:
            continue
        shown = spelled(identity if isinstance(identity, str) else identity[0]).strip('"')
        second, *others = ((*path, index, *unique.keys[:1]) for index in more)
        times = f"{len(more) + 1} times" if others else "twice"
        alike = all(rows[index] == rows[first] for index in more)
        hint = f"keep one of them{'' if alike else f': each `{unique.keys[0]}` has one row'}"
        message = f"`{shown}` is there {times} in `{name}`"
        yield Repeated(second, ((*path, first, *unique.keys[:1]), *others), message, hint)
