"""The texts below the attributes of spec types, as descriptions of their fields.

Pydantic would read them whenever a type is made, from its source, which costs every verb a twentieth of a second; only
publishing needs them.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from functools import cache
from typing import TYPE_CHECKING

from composer.spec.base import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@cache
def describe() -> None:
    """Give the fields of every spec type that was imported their descriptions."""
    kinds = list(_below(Spec))
    for kind in kinds:
        for name, description in _documented(kind).items():
            if name in kind.model_fields and kind.model_fields[name].description is None:
                kind.model_fields[name].description = description
    for kind in kinds:  # in the order in which they were made: what is inside another one comes first
        kind.model_rebuild(force=True)


def _below(kind: type[Spec]) -> Iterator[type[Spec]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)


def _documented(kind: type[Spec]) -> Mapping[str, str]:
    """Attribute → the text right below it, in the class itself and what it inherits from."""
    descriptions: dict[str, str] = {}
    for one in reversed([base for base in kind.__mro__ if issubclass(base, Spec)]):
        for before, after in itertools.pairwise(_classes(one.__module__)[one.__name__].body):
            match before, after:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                    descriptions[name] = inspect.cleandoc(text)
    return descriptions


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
