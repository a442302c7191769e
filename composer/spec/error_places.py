"""Where an error of pydantic is in the document, and which type was asked for there.

Pydantic's location names steps that no document has: the chosen member of a union, `[key]` for a mapping's key.
Walking the types beside the location tells them apart from keys of the same name.
"""

from __future__ import annotations

import functools
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
_KEY = "[key]"


@dataclass(frozen=True, slots=True)
class Shape:
    """A type with what is written beside it in `Annotated[...]` or a field."""

    type: Any
    metadata: tuple[Any, ...] = ()
    discriminator: str = ""

    @property
    def model(self) -> type[BaseModel] | None:
        """The spec type, if this is one (or nothing else but None)."""
        return self.type if isinstance(self.type, type) and issubclass(self.type, BaseModel) else None

    @property
    def members(self) -> Mapping[str, Shape]:
        """The spec types of a discriminated union by what they write in the discriminator."""
        members: dict[str, Shape] = {}
        for member in get_args(self.type) if self.discriminator else ():
            literal = member.model_fields[self.discriminator].annotation
            members |= {value: Shape(member) for value in get_args(literal)}
        return members

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a `Literal`."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()


@dataclass(frozen=True, slots=True)
class Place:
    """A location in the document. `owner` is the spec type around it; `is_key`: the mapping's key itself is meant."""

    path: Path
    shape: Shape
    owner: type[BaseModel] | None
    is_key: bool = False
    union: Shape = Shape(None)
    """The union that the owner is a member of, if it is."""
    beside: frozenset[str] = frozenset()
    """Keys that are written beside this one."""
    home: tuple[str, ...] | None = None
    """The mapping that knows a key which is unknown here: see `key_homes`."""


def place(spec: type[BaseModel], location: Path) -> Place:
    """The document's place for a location of a validation error of `spec`."""
    shape = Shape(spec)
    owner: type[BaseModel] | None = None
    union, around = Shape(None), Shape(None)
    path: list[str | int] = []
    steps = list(location)
    while steps:
        if shape.discriminator and steps[0] in shape.members:
            union, shape = shape, shape.members[str(steps.pop(0))]
            continue
        if steps == [_KEY] and get_origin(shape.type) is not dict:
            break
        if shape.model is not None:
            owner, around, union = shape.model, union, Shape(None)
        step = steps.pop(0)
        path.append(step)
        if get_origin(shape.type) is dict and steps == [_KEY]:
            return Place(tuple(path), of_annotation(get_args(shape.type)[0]), owner, is_key=True)
        shape = _inside(shape, step)
    return Place(tuple(path), shape, owner, union=around)


def fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a spec type by the key that a person writes."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@functools.cache
def shapes(model: type[BaseModel]) -> Mapping[str, Shape]:
    """As `fields`, the shapes of their values."""
    return {key: of_field(field) for key, field in fields(model).items()}


def of_field(field: FieldInfo) -> Shape:
    """The shape of a field's value."""
    inner = of_annotation(field.annotation)
    discriminator = field.discriminator if isinstance(field.discriminator, str) else inner.discriminator
    return Shape(inner.type, (*field.metadata, *inner.metadata), discriminator)


def of_annotation(annotation: Any) -> Shape:
    """The shape behind a type as written; `None` as an alternative is set aside."""
    if get_origin(annotation) is Annotated:
        base, *metadata = get_args(annotation)
        inner = of_annotation(base)
        discriminator = next((m.discriminator for m in metadata if isinstance(m, FieldInfo) and m.discriminator), "")
        return Shape(inner.type, (*metadata, *inner.metadata), str(discriminator) or inner.discriminator)
    if get_origin(annotation) in {types.UnionType, Union}:
        rest = [member for member in get_args(annotation) if member is not types.NoneType]
        if len(rest) == 1:
            return of_annotation(rest[0])
    return Shape(annotation)


def _inside(shape: Shape, step: str | int) -> Shape:
    if shape.model is not None:
        field = fields(shape.model).get(str(step))
        return of_field(field) if field is not None else Shape(Any)
    arguments = get_args(shape.type)
    if get_origin(shape.type) is list:
        return of_annotation(arguments[0])
    if get_origin(shape.type) is dict:
        return of_annotation(arguments[1])
    return Shape(Any)


def description_at(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """The description of the key at a path of a document; of the nearest key around it that says anything; else "".
    Once `attribute_docs.describe` was called."""
    shape, description = Shape(model), ""
    for step in path:
        field = fields(shape.model).get(str(step)) if shape.model is not None else None
        description = (field.description if field is not None else None) or description
        shape = _inside(shape, step)
    return description
