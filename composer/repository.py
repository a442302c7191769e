"""Where everything lives in a repository of definitions: found from any folder inside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from composer.system import files


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder with a `Pulumi.yaml`, and the places inside it. `root` is absolute."""

    root: Path

    @property
    def eventtypes(self) -> Path:
        """The definitions, one folder a domain."""
        return self.root / "eventtypes"

    @property
    def policy(self) -> Path:
        """The organisation's facts."""
        return self.root / "stacks" / "policy"

    @property
    def environments(self) -> Path:
        """One file an environment."""
        return self.root / "stacks" / "environments"

    @property
    def placements(self) -> Path:
        """The folder of each Event Type's cell, one file an environment."""
        return self.root / "stacks" / "placements"

    @property
    def state(self) -> Path:
        """Local state, never committed: engine backend, ledger, simulated cloud."""
        return self.root / ".composer"

    def relative(self, path: Path) -> str:
        """A path as diagnostics show it: from the root, with forward slashes."""
        absolute = path.absolute()
        if absolute.is_relative_to(self.root):
            return absolute.relative_to(self.root).as_posix()
        return absolute.as_posix()

    def read(self, path: Path, most: int = files.MOST_BYTES) -> bytes:
        """An ordinary file inside this repository: see `composer.system.files.read`."""
        return files.read(path, within=self.root, most=most)

    def has(self, path: Path) -> bool:
        """True if anything stands there, be it a link that leads nowhere: what is there can be complained about."""
        return os.path.lexists(path)

    def definitions(self) -> list[Path]:
        """Every definition, in a stable order; and what cannot be looked into, such as a link to nowhere."""
        paths = self.below(".yaml", ".yml")
        return sorted(paths, key=lambda path: (path.suffix == ".yml", path))

    def below(self, *endings: str) -> list[Path]:
        """Everything in eventtypes/ that ends so: see `composer.system.files.below`."""
        return files.below(self.eventtypes, endings, within=self.root)


def find(start: Path | None = None) -> Repository | None:
    """The repository around `start` (default: the current directory): the nearest parent with a `Pulumi.yaml`."""
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return Repository(folder)
    return None
