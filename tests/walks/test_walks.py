"""The walks of CONTRIBUTING lead where they say: a toy of each sort needs the files of its walk, and no other."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.walks.copies import Copy
from tests.walks.toys import TOYS

if TYPE_CHECKING:
    from pathlib import Path

_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)
_HOLE = re.compile(r"[A-Z]{4,}")


def walks() -> dict[str, tuple[str, ...]]:
    """The files of every walk, with patterns where the page has a word in capitals."""
    _, *parts = _HEADING.split((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    files = {
        title: tuple(file for row in _ROW.findall(text) for file in re.findall(r"`([^`]+)`", row))
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {title: each for title, each in files.items() if each}


WALKS = walks()


def fits(path: str, file: str) -> bool:
    """A folder stands for everything in it, a word in capitals for any name."""
    return path.startswith(file) if file.endswith("/") else fnmatchcase(path, _HOLE.sub("*", file))


def test_there_is_a_toy_for_every_walk() -> None:
    assert TOYS.keys() == WALKS.keys()


@pytest.mark.parametrize(("title", "file"), [(title, file) for title, files in WALKS.items() for file in files])
def test_files_of_walks_are_there(title: str, file: str) -> None:
    there = [path for path in ROOT.glob(_HOLE.sub("*", file)) if ".venv" not in path.parts]
    assert there, f"{title}: {file}"


@pytest.mark.parametrize("title", TOYS)
def test_a_toy_needs_the_files_of_its_walk_and_no_other(title: str, tmp_path: Path) -> None:
    toy, copy = TOYS[title], Copy(tmp_path / "copy")
    copy.follow(toy)
    copy.run("-m", "ruff", "check", "--no-cache", "composer")
    copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *toy.passes)
    touched = copy.touched()
    assert {path for path in touched if not any(fits(path, file) for file in WALKS[title])} == set()
    unneeded = [file for file in WALKS[title] if not any(fits(path, file) for path in touched)]
    assert not unneeded, f"the toy shows no need of {unneeded}"
