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


def example(shape: Shape, known_names: Mapping[str, Sequence[str]], depth: int = 0) -> str:
    """A value of this shape in flow style, or "" where nothing helpful can be said. What names something names what
    is `known_names`, or nothing: another organisation's team would be no example."""
    named = names(shape)
    if named is not None:
        there = known_names.get(named.what, ())
        shown = there[0] if there else "…"
        return f'"{shown}"' if ":" in shown else shown
    declared = _declared(shape.metadata)
    if declared:
        return declared
    if shape.choices:
        return str(shape.choices[0])
    if depth >= _DEEPEST:
        return "…"
    if shape.members:
        return example(next(iter(shape.members.values())), known_names, depth)
    if shape.model is not None:
        required = [(key, of_field(field)) for key, field in fields(shape.model).items() if field.is_required()]
        return (
            "{" + ", ".join(f"{key}: {example(inner, known_names, depth + 1) or '…'}" for key, inner in required) + "}"
        )
    return _plain(shape, known_names, depth)


def _plain(shape: Shape, known_names: Mapping[str, Sequence[str]], depth: int) -> str:
    if get_origin(shape.type) is list:
        return f"[{example(of_annotation(get_args(shape.type)[0]), known_names, depth + 1) or '…'}]"
    if get_origin(shape.type) is dict:
        key, value = (example(of_annotation(part), known_names, depth + 1) or "…" for part in get_args(shape.type))
        return f"{{{key}: {value}}}"
    return {bool: "false", int: "1", float: "0.5", str: '"…"'}.get(shape.type, "")


def _declared(metadata: Iterable[Any]) -> str:
    for item in metadata:
        if isinstance(item, Form):
            return item.example
        if isinstance(item, FieldInfo) and item.examples:
            return str(item.examples[0])
        if isinstance(item, WithJsonSchema) and item.json_schema and item.json_schema.get("examples"):
            return str(item.json_schema["examples"][0])
    return ""
