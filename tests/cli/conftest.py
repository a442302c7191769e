"""A small repository under git, made by the benchmarks' generator, and the command line run inside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from composer.cli import main

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

import generate  # noqa: E402  a script, not a package

TYPES = 6
FIRST = generate.name(0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this repository's own definitions, policies and CI, and the folder that commands run in."""
    for name in ("eventtypes", "stacks", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@dataclass
class Fleet:
    """The repository. `run` never raises: look at the exit code."""

    root: Path

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    def text(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, schema: str, *arguments: str) -> dict[str, Any]:
        """The document, which fits its published schema."""
        document = json.loads(self.text(*arguments))
        published = json.loads((ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text())
        Draft202012Validator.check_schema(published)
        Draft202012Validator(published).validate(document)
        return document

    def definition(self, name: str = FIRST) -> Path:
        return next((self.root / "eventtypes").glob(f"*/{name}.yaml"))

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text()
        assert old in text, text
        path.write_text(text.replace(old, new, 1))

    def field(self, key: str, name: str = FIRST) -> str:
        """The line that gives a key, as it is written."""
        return next(
            line for line in self.definition(name).read_text().splitlines() if line.strip().startswith(f"{key}:")
        )


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    root = tmp_path / "fleet"
    generate.write(root, generate.Size(TYPES, 2))
    (root / ".gitignore").write_text(".composer/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    monkeypatch.chdir(root)
    return Fleet(root)
