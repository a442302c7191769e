"""A scratch copy in which a page is run: of the example fleet, or what `composer init` writes; under git, on a branch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

WIDTH = 100
BIN = Path(sys.executable).parent
COPIED = ("Pulumi.yaml", ".gitignore", ".github", "eventtypes", "stacks")


@dataclass
class Scratch:
    """The copy. `main` and `origin/main` are what it began as; the reader is on a branch."""

    root: Path

    def run(self, command: str) -> tuple[int, list[str]]:
        """The exit code, and every line that the command prints."""
        environment = {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "COLUMNS": str(WIDTH),
            "COMPOSER_CACHE": "off",
            "COMPOSER_SOURCE": str(ROOT),
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            **{f"GIT_{who}_{what}": "t@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "CLOUDSDK_CONFIG": str(self.root / ".no-credentials"),
        }
        environment.pop("GOOGLE_APPLICATION_CREDENTIALS", None)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        text = done.stdout.decode("utf-8", "replace").replace(f"{self.root}/", "").replace(str(self.root), ".")
        return done.returncode, [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip() else []

    def prepare(self, command: str) -> None:
        """Run what readers do not see; it has to work."""
        code, printed = self.run(f"set -e; {command}")
        assert code == 0, "\n".join([f"$ {command}", *printed])

    def change(self, file: str, diff: str) -> None:
        """Make the change that a block shows: its old lines stand in the file exactly once."""
        lines = diff.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} has these lines {text.count(old)} times, not once:\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: str, content: str) -> None:
        """Write a file that a page shows whole."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def made(root: Path, what: str) -> Scratch:
    """`fleet`, `fleet NAME …` (only these of its Event Types) or `init`."""
    kind, *names = what.split()
    scratch = Scratch(root)
    if kind == "init":
        root.mkdir()
        scratch.prepare("composer init .")
    else:
        _copied(root, names)
    start = (
        "git init -q -b main; git add -A; git commit -q -m 'as it was'; git update-ref refs/remotes/origin/main HEAD"
    )
    scratch.prepare(f"{start}; git checkout -q -b change")
    return scratch


def _copied(root: Path, names: list[str]) -> None:
    root.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    for path in root.glob("eventtypes/*/*"):
        if names and path.name.partition(".")[0] not in names:
            path.unlink()
