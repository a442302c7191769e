"""A backend is one module of its kind's name in the package `storage` of each layer, and nobody else knows its kind."""

from __future__ import annotations

import ast
from importlib import import_module
from inspect import isabstract
from pathlib import Path
from typing import get_args

import pytest

from composer.spec.storage import KINDS, AnyStorage, part

PACKAGE = Path(__file__).parents[2] / "composer"
LAYERS = sorted(
    str(folder.parent.relative_to(PACKAGE)) for folder in PACKAGE.glob("*/storage") if folder.parent.name != "kinds"
)
OF_BACKENDS = {PACKAGE / layer / "storage" / f"{kind}.py" for layer in LAYERS for kind in KINDS}


def test_the_layers_that_have_a_part_of_each_backend() -> None:
    assert LAYERS == ["costs", "facets", "model", "policy", "privacy", "spec"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_backend_has_a_part_in_every_layer(layer: str, kind: str) -> None:
    module = import_module(f"composer.{layer}.storage.{kind}")
    if layer == "spec":
        assert any(form.__module__ == module.__name__ for form in get_args(AnyStorage))
        return
    made = part(f"composer.{layer}.storage", kind)
    assert made is module.BACKEND
    assert not isabstract(made if isinstance(made, type) else type(made)), f"{layer} leaves something of {kind} open"


def test_what_is_no_kind_of_storage_is_not_looked_up() -> None:
    with pytest.raises(KeyError):
        part("composer.facets.storage", "landing")


def _kinds(table: ast.Dict) -> list[ast.expr]:
    return [key for key in table.keys if isinstance(key, ast.Constant) and key.value in KINDS]


def strings(tree: ast.AST) -> list[tuple[int, str]]:
    """Kinds of storage that code outside of the backends compares with, chooses by (in a table, too), or names in a
    pattern."""
    nodes = [*ast.walk(tree)]
    places = [node for node in nodes if isinstance(node, ast.Compare | ast.MatchValue | ast.Subscript)]
    places += [
        node for node in nodes if isinstance(node, ast.Dict) and len(_kinds(node)) > 1
    ]  # one: a service of Google
    inner = [one for place in places for one in ast.walk(place) if isinstance(one, ast.Constant)]
    return [(one.lineno, one.value) for one in inner if one.value in KINDS]


def test_no_other_module_compares_kinds_of_storage() -> None:
    compared = [
        f"{module.relative_to(PACKAGE)}:{line}: {kind}"
        for module in sorted(PACKAGE.rglob("*.py"))
        if module not in OF_BACKENDS
        for line, kind in strings(ast.parse(module.read_text()))
    ]
    assert not compared, "ask the backend instead: " + ", ".join(compared)


def test_no_other_module_knows_the_types_of_a_backend() -> None:
    """Imports from the modules of backends, and `isinstance` with their types; the union of forms is the registry."""
    registry = PACKAGE / "spec" / "storage" / "__init__.py"
    modules = {f"composer.{layer}.storage.{kind}" for layer in LAYERS for kind in KINDS}
    known = [
        f"{module.relative_to(PACKAGE)}:{node.lineno}"
        for module in sorted(PACKAGE.rglob("*.py"))
        if module not in OF_BACKENDS and module != registry
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module in modules
    ]
    assert not known, "look the part up by its kind: " + ", ".join(known)
