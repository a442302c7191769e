"""How the program is built, as a page with a picture: from the import contract, docstrings of packages, and the flows.

`python -m composer.reference.architecture` writes docs/architecture.md and the pictures beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from composer.reference import change_places, layers, layers_picture
from composer.reference.flows import FLOWS
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from composer.reference.flows import Flow
    from composer.reference.layers import Group

PAGE = Path("docs/architecture.md")
WIDE = Path("docs/pictures/layers.svg")
NARROW = Path("docs/pictures/layers-narrow.svg")
COMMAND = "python -m composer.reference.architecture"

ALT = "The layers of the composer, from the command line down; the tables below say the same in words"


def written(root: Path) -> Mapping[Path, str]:
    """The page and its pictures, by path below the repository of the composer."""
    groups = layers.groups(root)
    return {
        PAGE: _page(root, groups),
        WIDE: layers_picture.svg(groups, layers_picture.WIDE),
        NARROW: layers_picture.svg(groups, layers_picture.NARROW),
    }


def _page(root: Path, groups: Sequence[Group]) -> str:
    lines = [
        "# Architecture",
        "",
        "How the composer is built: its layers, what belongs into which package, and the ways of a definition and of a",
        "change through them. Words are explained in the [glossary](reference/glossary.md), reasons in the",
        "[decisions](adr/README.md); how to add something is in [CONTRIBUTING](../CONTRIBUTING.md).",
        "",
        f"*Written by `{COMMAND}` from the import contract in `pyproject.toml` and the docstrings",
        "of packages.*",
        "",
        "## Layers",
        "",
        "<picture>",
        f'  <source media="(max-width: 640px)" srcset="pictures/{NARROW.name}">',
        f'  <img src="pictures/{WIDE.name}" alt="{ALT}">',
        "</picture>",
        "",
        "A part imports only from layers below its own, never from its neighbours: `lint-imports` keeps it so.",
        f"Only {_listed(part.name for part in layers.parts(root) if part.knows_pulumi)} know Pulumi.",
        "",
        "## What belongs where",
        "",
        "From the top. Parts with one number are of one layer, and know nothing of each other.",
    ]
    for group in groups:
        lines += ["", f"### {group.title}", "", *_table(group)]
    lines += ["", "## Where a change goes", "", *change_places.table(root)]
    for flow in FLOWS:
        lines += ["", f"## {flow.title}", "", flow.about, "", *_steps(flow, root)]
    return "\n".join(lines) + "\n"


def _table(group: Group) -> Iterator[str]:
    yield "| layer | part | what belongs in it | what does not |"
    yield "|---|---|---|---|"
    for number, layer in enumerate(group.layers, 1):
        for part in layer:
            yield f"| {number} | [`{part.name}`](../{part.path}) | {part.holds} | {part.not_here} |"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _steps(flow: Flow, root: Path) -> Iterator[str]:
    yield "| | function | what comes out of it |"
    yield "|---|---|---|"
    for number, step in enumerate(flow.steps, 1):
        shown = step.name.removeprefix("composer.")
        yield f"| {number} | [`{shown}`](../{step.file(root)}) | {step.gives} |"


if __name__ == "__main__":
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    for path, text in written(here).items():
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        atomic_writes.write(here / path, text.encode(), within=None)
