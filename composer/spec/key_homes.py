"""Where in a document each key may stand: a known key at the wrong level is told where it belongs."""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args, get_origin

from composer.spec.error_places import Shape, of_annotation, shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

Home = tuple[str, ...]
"""The keys down to a mapping; EACH for the items of a list, or what stands under names that are chosen freely."""
EACH = "…"
_DEEPEST = 6


def home(spec: type[BaseModel], key: str) -> Home | None:
    """The mapping of a document that knows a key, if there is one only; None if there is none, or are several."""
    there = _homes(spec).get(key, ())
    return there[0] if len(there) == 1 else None


@functools.cache
def _homes(spec: type[BaseModel]) -> Mapping[str, tuple[Home, ...]]:
    homes: dict[str, dict[Home, None]] = {}
    for key, around in _keys(Shape(spec), ()):
        homes.setdefault(key, {})[around] = None
    return MappingProxyType({key: tuple(around) for key, around in homes.items()})


def _keys(shape: Shape, around: Home) -> Iterator[tuple[str, Home]]:
    """Every key with the mapping that it stands in."""
    if len(around) > _DEEPEST:
        return
    for member in shape.members.values():
        yield from _keys(member, around)
    if shape.model is not None:
        for key, inner in shapes(shape.model).items():
            yield key, around
            yield from _keys(inner, (*around, key))
    elif get_origin(shape.type) in (list, dict):
        yield from _keys(of_annotation(get_args(shape.type)[-1]), (*around, EACH))


def called(home: Home, key: str) -> str:
    """A hint: where the key belongs."""
    if not home:
        return f"`{key}` is a key of the file itself: write it without indentation"
    names = [one for one in home if one != EACH]
    if home[-1] == EACH:
        return f"`{key}` is a key of each item of `{'.'.join(names)}`: write it there"
    return f"`{key}` is a key of `{'.'.join(names)}`: write it there"
