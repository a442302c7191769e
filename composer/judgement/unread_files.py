"""Files that look as if they were read, and are not: another ending, or a name that nothing asks for."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Span
from composer.documents.nearest import nearest
from composer.spec.json_schema import PUBLISHED
from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from composer.repository import Repository

_ENDINGS = (".yaml", ".yml")
_IN_ANY_CAPITALS = tuple(
    "".join(letters) for ending in _ENDINGS for letters in product(*({one, one.upper()} for one in ending))
)
"""How a file may end that its author takes for YAML."""


def unread_files(repository: Repository) -> Iterator[Diagnostic]:
    """Report each: whoever wrote it believes that it holds."""
    read = {*repository.definitions()}
    for path in sorted(files.below(repository.eventtypes, _IN_ANY_CAPITALS, within=repository.root)):
        if path not in read:
            yield _diagnostic(repository, path, f"rename it to {path.stem}.yaml")
    for folder in (repository.environments, repository.placements, repository.adopted):
        for path in _yaml_files(folder):
            if path.suffix != ".yaml":
                yield _diagnostic(repository, path, f"rename it to {path.stem}.yaml")
    known = _policy_files()
    for path in _yaml_files(repository.policy):
        if path.name not in known:
            meant = nearest(path.stem, (name.removesuffix(".yaml") for name in known))
            hint = f"rename it to {meant}.yaml" if meant else f"remove it; policy files are {', '.join(sorted(known))}"
            yield _diagnostic(repository, path, hint)


def _policy_files() -> frozenset[str]:
    return frozenset(f"{kind.replace('-', '_')}.yaml" for kind in PUBLISHED)


def _yaml_files(folder: Path) -> list[Path]:
    """The files of a folder whose names end as those of YAML do, in capitals or not."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in _ENDINGS)


def _diagnostic(repository: Repository, path: Path, hint: str) -> Diagnostic:
    return Diagnostic("ET727", "nothing reads this file", Span(repository.relative(path)), hint)
