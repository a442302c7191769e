"""A copy of the project in which a walk of CONTRIBUTING is followed, and what was touched there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COPIED = ("composer", "docs", "eventtypes", "stacks", "tests", "pyproject.toml", "Pulumi.yaml", "README.md", ".github")
_MADE_BY_RUNS = {"__pycache__", ".pytest_cache", ".hypothesis", ".composer"}


@dataclass(frozen=True, slots=True)
class Toy:
    """A small thing of one of the six sorts. `new`: files by path; `lines`: by path, pairs of a line of a file and
    what is put before it; `writes`: modules that write what is generated; `accepts`: tests that write golden files,
    and hold all else; `passes`: the others that must pass then."""

    new: Mapping[str, str]
    lines: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    writes: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()


class Copy:
    """The copy. Whatever runs in it imports its own package."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, symlinks=True, ignore=shutil.ignore_patterns(*_MADE_BY_RUNS))
            else:
                shutil.copy(source, root / name)
        self._before = self._digests()

    def follow(self, toy: Toy) -> None:
        """Write the toy, and all that is generated from it."""
        for path, text in toy.new.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        for path, pairs in toy.lines.items():
            for line, added in pairs:
                text = (self.root / path).read_text()
                assert text.count(line) == 1, f"{path} has not one line {line!r}: {text.count(line)}"
                (self.root / path).write_text(text.replace(line, f"{added}{line}"))
        for module in toy.writes:
            self.run("-m", module)
        if toy.accepts:
            self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--accept", *toy.accepts)

    def run(self, *arguments: str) -> str:
        """What Python prints of this; it has to end well."""
        environment = os.environ | {
            "PYTHONPATH": str(self.root),
            "COMPOSER_CACHE": "off",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def touched(self) -> set[str]:
        """The files that are new or other than before."""
        now = self._digests()
        return {path for path in now.keys() | self._before.keys() if now.get(path) != self._before.get(path)}

    def _digests(self) -> dict[str, str]:
        return {
            path.relative_to(self.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.root.rglob("*")
            if path.is_file() and not _MADE_BY_RUNS & {*path.parts}
        }
