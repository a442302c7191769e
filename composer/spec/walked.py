"""The parts of a document that its type says something about, each with what is written there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from composer.spec.error_places import Path, Shape, of_annotation, shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import BaseModel


class Part(NamedTuple):
    """A value in a document, its place, and its type with what stands beside that."""

    path: Path
    value: Any
    shape: Shape


def parts(value: Any, shape: Shape, judged: Callable[[Shape], bool], path: Path = ()) -> Iterator[Part]:
    """Every part of a document whose shape is `judged`. Parts of another form are passed over, and what can hold none
    is not looked into: of thousands of names of people nothing else is looked at."""
    if judged(shape):
        yield Part(path, value, shape)
    if shape.members and isinstance(value, dict):
        member = shape.members.get(str(value.get(shape.discriminator)))
        yield from parts(value, member, judged, path) if member else ()
    elif shape.model is not None and isinstance(value, dict):
        for key, inner in _judged_keys(shape.model, judged).items():
            if key in value:
                yield from parts(value[key], inner, judged, (*path, key))
    elif isinstance(value, list | dict) and get_origin(shape.type) is type(value):
        inner = of_annotation(get_args(shape.type)[-1])
        if _may_hold(inner, judged):
            for step, item in value.items() if isinstance(value, dict) else enumerate(value):
                yield from parts(item, inner, judged, (*path, step))


@cache
def _judged_keys(model: type[BaseModel], judged: Callable[[Shape], bool]) -> Mapping[str, Shape]:
    """The keys below which something judged may stand."""
    return {key: shape for key, shape in shapes(model).items() if _may_hold(shape, judged)}


def _may_hold(shape: Shape, judged: Callable[[Shape], bool]) -> bool:
    if judged(shape):
        return True
    if shape.members:
        return any(_may_hold(member, judged) for member in shape.members.values())
    if shape.model is not None:
        return bool(_judged_keys(shape.model, judged))
    if get_origin(shape.type) in {list, dict}:
        return _may_hold(of_annotation(get_args(shape.type)[-1]), judged)
    return False
