"""One program, two names, one version."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from composer import COMMAND, DISTRIBUTION
from composer.capacity.placement import render
from composer.cli import VERBS
from composer.starter import repository_template
from tests.conftest import ROOT
from tests.package.project import PROJECT

BIN = Path(sys.executable).parent
FOREIGN = re.compile(rf"\bcomposer (?:{'|'.join(VERBS)})\b")
"""A command that starts PHP's package manager where that is what `composer` is."""
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def run(name: str, *arguments: str, folder: Path = ROOT) -> str:
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run([BIN / name, *arguments], cwd=folder, env=wide, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_names_are_those_that_are_installed() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert COMMAND in PROJECT["scripts"]
    assert len({*PROJECT["scripts"].values(), *PROJECT["entry-points"]["pipx.run"].values()}) == 1
    assert [*PROJECT["entry-points"]["pipx.run"]] == [DISTRIBUTION], "pipx looks for the name of the distribution"


def test_the_version_is_the_same_everywhere() -> None:
    newest = RELEASE.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[0]
    assert newest == PROJECT["version"]
    assert version(DISTRIBUTION) == PROJECT["version"], "run `make setup`"
    for name in PROJECT["scripts"]:
        assert run(name, "--version") == f"{name}, version {PROJECT['version']}\n"


@pytest.mark.parametrize("name", PROJECT["scripts"])
def test_usage_says_the_name_that_it_was_called_by(name: str, tmp_path: Path) -> None:
    assert run(name, "--help").startswith(f"Usage: {name} [OPTIONS]")
    assert f"Try '{name} check --help' for help." in run(name, "check", "--nothing")
    assert f"'{name} --help'" in run(name, "x" * 20)
    assert f"'{name} init DIR'" in run(name, "check", folder=tmp_path)
    assert f"  {name} up " in run(name, "init", ".", folder=tmp_path)


def test_what_is_generated_starts_no_other_program() -> None:
    made = {name: data.decode() for name, data in repository_template.contents("acme", "acme.example").items()}
    made["placements"] = render("production", {"EndSong": "a"})
    assert {name: result for name, text in made.items() if (result := FOREIGN.findall(text))} == {}
    assert FOREIGN.search("`composer check --fix`"), "the pattern finds what it is for"
    assert {f".ci/{name}" for name in PROJECT["scripts"]} & {*made} == {f".ci/{COMMAND}"}
