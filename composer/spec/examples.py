"""What a value of a type could look like, as text to paste into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from composer.spec.base import Form, Names
from composer.spec.error_places import Shape, fields, of_annotation, of_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_DEEPEST = 3


def names(shape: Shape) -> Names | None:
    """The thing that a text of this shape names, if it is listed elsewhere."""
    return next((one for one in shape.metadata if isinstance(one, Names)), None)


def example(shape: Shape, known: Mapping[str, Sequence[str]], depth: int = 0) -> str:
    """A value of this shape in flow style, or "" where nothing helpful can be said. What names something names what
    is `known`, or nothing: another organisation's team would be no example."""
    named = names(shape)
    if named is not None:
        there = known.get(named.what, ())
        shown = there[0] if there else "…"
        return f'"{shown}"' if ":" in shown else shown
    told = _told(shape.metadata)
    if told:
        return told
    if shape.choices:
        return str(shape.choices[0])
    if depth >= _DEEPEST:
        return "…"
    if shape.members:
        return example(next(iter(shape.members.values())), known, depth)
    if shape.model is not None:
        required = [(key, of_field(field)) for key, field in fields(shape.model).items() if field.is_required()]
        return "{" + ", ".join(f"{key}: {example(inner, known, depth + 1) or '…'}" for key, inner in required) + "}"
    return _plain(shape, known, depth)


def _plain(shape: Shape, known: Mapping[str, Sequence[str]], depth: int) -> str:
    if get_origin(shape.type) is list:
        return f"[{example(of_annotation(get_args(shape.type)[0]), known, depth + 1) or '…'}]"
    if get_origin(shape.type) is dict:
        key, value = (example(of_annotation(part), known, depth + 1) or "…" for part in get_args(shape.type))
        return f"{{{key}: {value}}}"
    return {bool: "false", int: "1", float: "0.5", str: '"…"'}.get(shape.type, "")


def _told(metadata: Iterable[Any]) -> str:
    for told in metadata:
        if isinstance(told, Form):
            return told.example
        if isinstance(told, FieldInfo) and told.examples:
            return str(told.examples[0])
        if isinstance(told, WithJsonSchema) and told.json_schema and told.json_schema.get("examples"):
            return str(told.json_schema["examples"][0])
    return ""
