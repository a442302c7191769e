"""Where everything lives in a repository of definitions: found from any folder inside it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder with a `Pulumi.yaml`, and the places inside it. `root` is absolute."""

    root: Path

    @property
    def on_disk(self) -> bool:
        """True if all that is read stands in files: what follows from it may be remembered."""
        return True

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
    def adopted(self) -> Path:
        """The folder of what was there before each Event Type, one file an environment."""
        return self.root / "stacks" / "adopted"

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

    def names(self, folder: Path) -> list[str]:
        """The names of the YAML files in a folder, without their endings, in order."""
        return sorted(path.stem for path in folder.glob("*.yaml"))

    def definitions(self) -> list[Path]:
        """Every definition, in a stable order; and what cannot be looked into, such as a link to nowhere."""
        paths = self.below(".yaml", ".yml")
        return sorted(paths, key=lambda path: (path.suffix == ".yml", path))

    def below(self, *endings: str) -> list[Path]:
        """Everything in eventtypes/ that ends so: see `composer.system.files.below`."""
        return files.below(self.eventtypes, endings, within=self.root)


@dataclass(frozen=True, slots=True)
class RecordedRepository(Repository):
    """A repository that knows what was read of it, what was not there, and which folders were looked into: what all
    that was made of it depends on."""

    seen: dict[Path, bytes] = field(default_factory=dict, compare=False, repr=False)

    def read(self, path: Path, most: int = files.MOST_BYTES) -> bytes:
        """As in any repository. What cannot be read is not the same as what is empty."""
        try:
            data = Repository.read(self, path, most)
        except OSError as error:
            self.seen[path] = f"\0{error}".encode()
            raise
        self.seen[path] = data
        return data

    def has(self, path: Path) -> bool:
        """As in any repository."""
        there = Repository.has(self, path)
        self.seen.setdefault(path, b"there" if there else b"")
        return there

    def names(self, folder: Path) -> list[str]:
        """As in any repository."""
        names = Repository.names(self, folder)
        self.seen[folder] = "/".join(names).encode()
        return names

    def below(self, *endings: str) -> list[Path]:
        """As in any repository."""
        paths = Repository.below(self, *endings)
        self.seen[self.eventtypes] = "\n".join(map(str, paths)).encode()
        return paths

    def digest(self, apart: Path) -> bytes:
        """The digest of all that was seen, but for what is in the folder `apart`."""
        digest = hashlib.sha256()
        for path, data in sorted(self.seen.items()):
            if apart != path.parent:
                digest.update(f"{path} {len(data)} ".encode() + data)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class EditedRepository(Repository):
    """A repository as it would be with some definitions written: `edits` are their bytes. Nothing is written by it."""

    edits: Mapping[Path, bytes] = field(default_factory=dict)

    @property
    def on_disk(self) -> bool:
        """False: some of it stands in no file yet."""
        return False

    def read(self, path: Path, most: int = files.MOST_BYTES) -> bytes:
        """As it would be."""
        return self.edits[path] if path in self.edits else Repository.read(self, path, most)

    def has(self, path: Path) -> bool:
        """As it would be."""
        return path in self.edits or Repository.has(self, path)

    def below(self, *endings: str) -> list[Path]:
        """As it would be: new files after those that are there."""
        there = Repository.below(self, *endings)
        return [*there, *sorted(path for path in self.edits.keys() - {*there} if path.name.endswith(endings))]


def find(start: Path | None = None) -> Repository | None:
    """The repository around `start` (default: the current directory): the nearest parent with a `Pulumi.yaml`."""
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return Repository(folder)
    return None
