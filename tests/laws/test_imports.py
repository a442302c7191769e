"""What modules load and name: nothing of Pulumi where it is compiled, and no two of them each other."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "composer"
ENGINES = {"engine", "localcloud"}
ABOVE = {"cli", "reference", "reports", "sampling", "starter"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def modules_loaded_by(names: list[str]) -> set[str]:
    """The modules that a process has loaded after importing these."""
    program = f"import importlib, sys; [importlib.import_module(name) for name in {names!r}]; print(*sys.modules)"
    return {*subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()}


def test_what_lies_below_the_engine_loads_no_pulumi() -> None:
    below = [
        name_of(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in ENGINES | ABOVE
    ]
    loaded = modules_loaded_by(below)
    assert "composer.facets.stream" in loaded
    assert not {"pulumi", "pulumi_gcp"} & loaded


def test_who_handles_settled_values_does_not_wait_for_the_library_of_forms() -> None:
    """`--help`, whatever verb it is asked of, and what only thinks in the model."""
    loaded = modules_loaded_by(["composer.model", "composer.graph", "composer.cli", "composer.cli.check"])
    assert "composer.model.storage" in loaded
    assert "pydantic" not in loaded


def imports_of(module: Path) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it, those for type checkers included."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("composer"):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_two_modules_import_each_other() -> None:
    imported = {name_of(path): {*imports_of(path)} for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"}
    both = {(a, b) for a, names in imported.items() for b in names & imported.keys() if a < b and a in imported[b]}
    assert not both, "a value type in a module below both, or a function in one above, keeps them apart"
