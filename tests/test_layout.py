"""Tests lie where what they test lies: folders are called as packages, or are explained in tests/README.md."""

import re

from tests.conftest import ROOT

TESTS = ROOT / "tests"
FOLDERS = {path.name for path in TESTS.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
PARTS = {path.stem for path in (ROOT / "composer").iterdir() if not path.name.startswith("__")}
EXPLAINED = set(re.findall(r"^\| `(\w+)` \|", (TESTS / "README.md").read_text(), re.MULTILINE))


def test_folders_are_called_as_packages_or_explained() -> None:
    assert FOLDERS - PARTS == EXPLAINED


def test_files_of_packages_say_what_they_are_about() -> None:
    files = [path for name in FOLDERS & PARTS for path in (TESTS / name).rglob("test_*.py")]
    assert [path.name for path in files if not path.read_text().startswith('"""')] == []


LONGEST = 250
"""Lines of a module: what is longer is about more than one thing."""


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (ROOT / "composer").rglob("*.py")}
    assert {path.relative_to(ROOT).as_posix(): lines for path, lines in lengths.items() if lines > LONGEST} == {}
