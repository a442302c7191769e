"""A module's name is said of one thing: two of the same name are parallel, or one of them has another name.

Parallel are a form of a file and what is settled from it, the modules of one place in each layer (`storage/gcs`), and
modules of which one is made of the other: a facet and its kind, a verb and what it does.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "composer"
FORMS_AND_VALUES = {"spec", "model"}


def parts_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {
    parts_of(path): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__main__.py" and not {"template", "tools"} & set(path.parts)
}


def named_by(module: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The modules and names within modules that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("composer"):
            source = tuple(node.module.split(".")[1:])
            names |= {source} | {(*source, alias.name) for alias in node.names}
    return names


IMPORTS = {module: named_by(module) for module in MODULES}


def origins(module: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The modules that one imports, also those that a package hands on to it."""
    handed_on = {
        inner[:-1]
        for name in IMPORTS[module]
        if MODULES.get(name[:-1], PACKAGE).name == "__init__.py"
        for inner in IMPORTS[name[:-1]]
        if inner and inner[-1] == name[-1]
    }
    return IMPORTS[module] | handed_on


def parallel(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return (
        ({one[0], other[0]} == FORMS_AND_VALUES and one[1:] == other[1:])
        or (len(one) > 2 and one[1:] == other[1:])
        or one in origins(other)
        or other in origins(one)
    )


def connected(modules: list[tuple[str, ...]]) -> bool:
    """True if one gets from each to each by steps between parallel ones."""
    reached = {modules[0]}
    while more := {b for a in reached for b in modules if parallel(a, b)} - reached:
        reached |= more
    return reached == set(modules)


def test_modules_of_one_name_are_parallel() -> None:
    named: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for module, path in MODULES.items():
        if path.name != "__init__.py":
            named[module[-1]].append(module)
    several = {name: modules for name, modules in named.items() if len(modules) > 1}
    assert {"gcs", "event_type", "dataset"} <= several.keys(), "the pattern finds what it is for"
    wrong = {name: [".".join(one) for one in modules] for name, modules in several.items() if not connected(modules)}
    assert not wrong, "these are about different things: let their names say so"
