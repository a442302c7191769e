"""What runs on other machines: workflows, hooks and forms are read here, since they cannot be run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.starter.repository_template import TEMPLATE
from tests.conftest import ROOT
from tests.package.project import PYTHONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OURS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
WORKFLOWS = [*OURS, *sorted((TEMPLATE / "dot-github" / "workflows").glob("*.yaml"))]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yaml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\b")
TARGETS = {*re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)}
MAKE = re.compile(r"(?:^|[\s;&`])make ([a-z][a-z-]*)")
READING = {"contents": "read"}


def read(path: Path) -> dict[Any, Any]:
    result = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(result, dict)
    return result


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job["steps"]


def test_there_are_some() -> None:
    assert OURS
    assert len(WORKFLOWS) > len(OURS)
    assert FORMS


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_actions_are_pinned(path: Path) -> None:
    """A tag can be moved; the comment says which one it was."""
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert len(used) == sum("uses" in step for step in steps(path))
    assert [one for one in used if not PINNED.match(one)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_may_only_read(path: Path) -> None:
    """Who needs more says so in a job, and may not write even then."""
    result = read(path)
    assert result["permissions"] == READING
    more = [job.get("permissions", READING) for job in result["jobs"].values()]
    assert [one for one in more if one not in (READING, READING | {"id-token": "write"})] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_no_expression_of_strangers_becomes_a_command(path: Path) -> None:
    """Titles, branches and bodies of pull requests are anybody's text. `base_ref` is a branch of this repository."""
    commands = [step["run"] for step in steps(path) if "run" in step]
    inserted = {one.strip() for command in commands for one in re.findall(r"\$\{\{(.*?)\}\}", command)}
    assert inserted <= {"github.base_ref"}


def test_every_target_is_there() -> None:
    texts = [*OURS, ROOT / ".ci/run", *ROOT.glob("*.md"), *ROOT.glob("docs/how-to/*.md"), *ROOT.glob(".github/*.md")]
    assert {one for path in [*OURS, ROOT / ".ci/run"] for one in MAKE.findall(path.read_text())} <= TARGETS
    quoted = {one for path in texts for one in re.findall(r"`make ([a-z-]+)[^`]*`", path.read_text(encoding="utf-8"))}
    assert quoted <= TARGETS


def test_every_python_that_is_promised_is_tried() -> None:
    (matrix,) = [job["strategy"]["matrix"] for job in read(OURS[0])["jobs"].values() if "strategy" in job]
    assert matrix["python"] == PYTHONS


def test_hooks_are_tools_of_the_lock() -> None:
    """Nothing of them is fetched, so that no version beside requirements.lock gets old."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    repos = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert {one["repo"] for one in repos} == {"local"}
    for hook in (hook for one in repos for hook in one["hooks"]):
        tool = hook["entry"].split()[0].removeprefix(".venv/bin/")
        package = {"lint-imports": "import-linter"}.get(tool, tool)
        assert f"\n{package}==" in lock, hook["id"]


@pytest.mark.parametrize("path", FORMS, ids=name)
def test_forms_ask_something(path: Path) -> None:
    form = read(path)
    assert {"name", "description", "body"} <= {*form}
    ids = [field["id"] for field in form["body"]]
    assert len(ids) == len({*ids})
    assert any(field.get("validations", {}).get("required") for field in form["body"])
