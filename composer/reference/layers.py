"""The layers of the package as its import contract has them, and what each package says of itself."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LIST = re.compile(r"^layers = \[\n(.*?)^\]", re.MULTILINE | re.DOTALL)
_NOT_HERE = "Not here: "


@dataclass(frozen=True, slots=True)
class Part:
    """A package or module directly below `composer`, with what its docstring says is in it, and is not.

    `knows_pulumi`: some module of it imports the engine's SDK.
    """

    name: str
    holds: str
    not_here: str
    path: str
    knows_pulumi: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Layers under one heading, from the top; the parts of a layer may not import each other."""

    title: str
    layers: tuple[tuple[Part, ...], ...]


def groups(root: Path) -> tuple[Group, ...]:
    """The layers of the contract in `pyproject.toml`, under the comments that stand between them."""
    text = files.read(root / "pyproject.toml", within=None).decode()
    listed = _LIST.search(text)
    if listed is None:
        raise ValueError("pyproject.toml has no contract of layers")
    gathered: list[tuple[str, list[tuple[Part, ...]]]] = []
    for line in listed[1].splitlines():
        if line.strip().startswith("#"):
            title = line.strip().removeprefix("# ")
            gathered.append((f"{title[0].upper()}{title[1:]}", []))
        else:
            (names,) = tomllib.loads(f"names = [{line}]")["names"]
            gathered[-1][1].append(tuple(_part(root, name.strip(" ()")) for name in names.split("|")))
    return tuple(Group(title, tuple(layers)) for title, layers in gathered)


def parts(root: Path) -> Iterator[Part]:
    """Every part, from the top."""
    for group in groups(root):
        for layer in group.layers:
            yield from layer


def _part(root: Path, module: str) -> Part:
    place = root / module.replace(".", "/")
    package = place.is_dir()
    path = place / "__init__.py" if package else place.with_suffix(".py")
    docstring = ast.get_docstring(_parsed(path)) or ""
    paragraphs = [" ".join(one.split()) for one in docstring.split("\n\n")]
    not_here = next((one.removeprefix(_NOT_HERE) for one in paragraphs if one.startswith(_NOT_HERE)), "")
    modules = place.rglob("*.py") if package else (path,)
    knows = any("pulumi" in _imported(one) for one in modules)
    return Part(module.partition(".")[2], paragraphs[0], not_here, path.relative_to(root).as_posix(), knows)


def _imported(path: Path) -> set[str]:
    """The names of top-level packages that a module imports."""
    imported: set[str] = set()
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            imported |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    return imported


def _parsed(path: Path) -> ast.Module:
    return ast.parse(files.read(path, within=None))
