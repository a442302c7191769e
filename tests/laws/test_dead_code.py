"""Nothing in the package is there for nobody: each function and class of a module is referred to by another place."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
KEEPS = {
    "cache",
    "contextmanager",
    "dataclass",
    "lru_cache",
    "overload",
    "runtime_checkable",
    "total_ordering",
    "wraps",
}
"""Decorators that hand what they decorate to nobody; any other, such as `click.command`, may be the one who calls it."""


def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted((ROOT / "composer").rglob("*.py"))}


def names_in(tree: ast.AST) -> Iterator[str]:
    """What is referred to, also in texts such as `module:name`; not what is imported or exported, which nobody uses yet."""
    exported = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in exported:
            continue
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            yield from node.value.replace(":", ".").replace("[", ".").replace("]", ".").replace('"', ".").split(".")


def handed_on(definition: ast.FunctionDef | ast.ClassDef) -> bool:
    """True if a decorator may call it, or register it with who does."""
    calls = (one.func if isinstance(one, ast.Call) else one for one in definition.decorator_list)
    return not KEEPS.issuperset(ast.unparse(one).rpartition(".")[2] for one in calls)


def test_what_a_module_defines_is_referred_to() -> None:
    entries = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"].values()
    parsed = trees()
    uses = Counter(name for tree in parsed.values() for name in names_in(tree))
    uses.update(name for entry in entries for name in entry.replace(":", ".").split("."))
    unused = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for path, tree in parsed.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not handed_on(node)
        and uses[node.name] <= Counter(names_in(node))[node.name]
    ]
    assert not unused, "nobody refers to these: " + ", ".join(unused)
