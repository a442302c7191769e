"""Holds inputs of a resource against the argument types of the pulumi_gcp SDK, at every depth."""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pulumi._types as pulumi_types

LATER = ({"$ref", "output"}, {"$join"}, {"$json"})


@cache
def arguments(token: str) -> type:
    """`gcp:pubsub/topic:Topic` → `pulumi_gcp.pubsub.TopicArgs`."""
    _, module, name = token.split(":")
    return getattr(importlib.import_module(f"pulumi_gcp.{module.split('/')[0]}"), f"{name}Args")


@cache
def properties(args: type) -> dict[str, tuple[object, bool]]:
    """Python name → type and whether it is required."""
    types = pulumi_types.input_type_types(args)
    signature = inspect.signature(args.__init__).parameters
    names = pulumi_types.input_type_py_to_pulumi_names(args)
    return {py: (types[wire], signature[py].default is inspect.Parameter.empty) for py, wire in names.items()}


def refusals(value: object, expected: object, path: str) -> Iterator[str]:
    """Everything the SDK's types do not accept, as `path: why`."""
    if isinstance(value, Mapping) and set(value) in LATER:
        return
    expected = plain(expected)
    if pulumi_types.is_input_type(expected):
        yield from object_refusals(value, expected, path)
        return
    origin = typing.get_origin(expected)
    if origin in {Mapping, dict} or origin is typing.get_origin(typing.Mapping[str, str]):
        if not isinstance(value, Mapping):
            yield f"{path}: a mapping is wanted"
            return
        for key, item in value.items():
            yield from refusals(item, typing.get_args(expected)[1], f"{path}.{key}")
    elif origin in {Sequence, list} or origin is typing.get_origin(typing.Sequence[str]):
        if not isinstance(value, list):
            yield f"{path}: a list is wanted"
            return
        for index, item in enumerate(value):
            yield from refusals(item, typing.get_args(expected)[0], f"{path}[{index}]")
    elif expected in {str, int, float, bool}:
        accepted = (int, float) if expected is float else expected
        if not isinstance(value, accepted) or (isinstance(value, bool) and expected is not bool):
            yield f"{path}: {value!r} is no {expected.__name__}"
    else:
        yield f"{path}: the oracle does not know {expected}"


def object_refusals(value: object, args: type, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path}: a mapping is wanted"
        return
    known = properties(args)
    for key, item in value.items():
        if key in known:
            yield from refusals(item, known[key][0], f"{path}.{key}")
        else:
            yield f"{path}.{key}: {args.__name__} has no such argument"
    yield from (f"{path}.{key}: is required" for key, (_, needed) in known.items() if needed and key not in value)


def plain(expected: object) -> object:
    """The type itself, out of `Union[T, Awaitable[T], Output[T], None]`."""
    while typing.get_origin(expected) is typing.Union:
        expected = next(
            branch
            for branch in typing.get_args(expected)
            if branch is not type(None) and "Awaitable" not in str(branch) and "Output" not in str(branch)
        )
    return expected
