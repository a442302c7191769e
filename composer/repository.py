"""Where everything lives in a repository of definitions: found from any folder inside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
        """Which cell each Event Type lives in, one file an environment."""
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

    def definitions(self) -> list[Path]:
        """Every definition, in a stable order."""
        return sorted(self.eventtypes.glob("**/*.yaml")) + sorted(self.eventtypes.glob("**/*.yml"))


def find(start: Path | None = None) -> Repository | None:
    """The repository around `start` (default: the current directory): the nearest parent with a `Pulumi.yaml`."""
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return Repository(folder)
    return None
