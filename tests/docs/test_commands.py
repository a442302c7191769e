"""Whatever command is named anywhere, it is there: in pages, in messages, in what `init` writes."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs import commands, pages

SHELL_BLOCKS = ("commands", "left")
TEMPLATE = ROOT / "composer" / "starter" / "template"
TEXTS = sorted([*pages.all_pages(ROOT), *(path for path in TEMPLATE.rglob("*") if path.is_file())])
DATA = sorted(path for path in (ROOT / "composer").rglob("*.yaml") if TEMPLATE not in path.parents)
MODULES = sorted([*(ROOT / "composer").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])


@pytest.fixture(autouse=True)
def _job(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--shard auto` reads these."""
    monkeypatch.setenv("CI_NODE_INDEX", "1")
    monkeypatch.setenv("CI_NODE_TOTAL", "8")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*TEXTS, *DATA], ids=_name)
def test_commands_in_pages_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    assert [
        f"{line}: {actual}: {why}" for line, actual in commands.in_text(text) if (why := commands.problem(actual))
    ] == []


@pytest.mark.parametrize("path", [page for page in TEXTS if page.suffix == ".md"], ids=_name)
def test_commands_in_blocks_are_there(path: Path) -> None:
    results = [
        f"{step.line}: {one.text}: {why}"
        for step in pages.steps(path.read_text(encoding="utf-8"))
        if step.kind in SHELL_BLOCKS
        for one in step.commands
        if re.match(rf"(?:{commands.NAMES}) ", one.text) and (why := commands.problem(one.text.replace("\\\n", " ")))
    ]
    assert results == []


def test_commands_in_messages_are_there() -> None:
    results = [
        f"{_name(path)}:{line}: {actual}: {why}"
        for path in MODULES
        for line, actual in commands.in_code(path)
        if (why := commands.problem(actual))
    ]
    assert results == []


@pytest.mark.parametrize(
    "wrong",
    [
        "composer vanish",
        "evco vanish",
        "composer plan --bse main",
        "composer plan --format xml",
        "composer local fault list",
        "check --bas REF",
        "composer local faults clear one",
        "composer show X Y",
    ],
)
def test_what_is_not_there_is_found(wrong: str) -> None:
    assert commands.problem(wrong)


@pytest.mark.parametrize(
    "right",
    [
        "composer",
        "composer local …",
        "composer diff",
        "composer up --shard 2/8",
        "composer plan X # why",
        "composer -h",
        "evco plan --base main",
        "plan --base",
    ],
)
def test_what_is_there_is_not(right: str) -> None:
    assert commands.problem(right) == ""
