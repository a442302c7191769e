"""Every command of the documentation is run, and prints what the page says.

`pytest tests/docs --accept` writes what is printed now into the pages. What blocks mean: tests/docs/pages.py.
"""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from composer import documents
from tests.conftest import ROOT
from tests.docs import commands, outputs, pages, scratch

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [page for page in pages.all_pages(ROOT) if not pages.GENERATED.search(page.read_text(encoding="utf-8"))]
ENGINE = re.compile(rf"(?:{commands.NAMES}) (?:up|down)\b|--preview")


def _needs_engine(page: Path) -> bool:
    results = [one for step in pages.steps(page.read_text(encoding="utf-8")) for one in _typed(step)]
    return any(ENGINE.search(command) for command in results)


def _typed(step: pages.Step) -> list[str]:
    if step.kind == "prepare":
        return [step.about]
    return [one.text for one in step.commands] if step.kind == "commands" else []


def _case(page: Path) -> Any:
    marks = [pytest.mark.engine] if _needs_engine(page) else []
    return pytest.param(page, id=page.relative_to(ROOT).as_posix(), marks=marks)


RUN = [_case(page) for page in PAGES if any(step.kind == "commands" for step in pages.steps(page.read_text()))]


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, accept: bool) -> None:
    text = page.read_text(encoding="utf-8")
    kind = "init" if page == ROOT / pages.STARTER else "fleet"
    changed, differences = _run(text, tmp_path / "repository", kind)
    if changed and accept:
        page.write_text(pages.rewritten(text, changed), encoding="utf-8")
        return
    name = page.relative_to(ROOT)
    assert not differences, (
        f"{name} shows what is not printed any more; read this, and if it is right: "
        f"pytest tests/docs --accept -k {page.stem}\n" + "\n".join(differences)
    )


def _run(text: str, folder: Path, kind: str) -> tuple[dict[int, str], list[str]]:
    """The blocks that should be others, by line, and the differences for people."""
    steps = list(pages.steps(text))
    here = scratch.made(folder, next((step.about for step in steps if step.kind == "scratch"), kind))
    changed: dict[int, str] = {}
    differences: list[str] = []
    for step in steps:
        match step.kind:
            case "prepare":
                here.prepare(step.about)
            case "diff":
                here.change(step.about, step.content)
            case "file":
                here.write(step.about, step.content)
            case "commands":
                new = tuple(_outcome(one, here, step.line) for one in step.commands)
                if new != step.commands:
                    changed[step.line] = pages.written(new)
                    differences += _difference(step, changed[step.line])
            case _:
                pass
    return changed, differences


def _outcome(command: pages.Command, here: scratch.Scratch, line: int) -> pages.Command:
    """The command with what the page should show of it: the same, if that is right."""
    code, printed = here.run(command.text)
    text = "\n".join(printed)
    assert "Traceback" not in text, f"line {line}: {command.text}\n{text}"
    if command.remarked:
        assert code == 0, f"line {line}: {command.text} ends with {code}\n{text}"
        return command
    assert code == 0 or re.search("error|HAZARDS| missing", text, re.IGNORECASE), (
        f"line {line}: {command.text} ends with {code}"
    )
    if outputs.same(command.output, printed):
        return command
    return replace(command, output=outputs.renewed(command.output, printed))


def _difference(step: pages.Step, new: str) -> list[str]:
    before, after = step.content.splitlines(), new.splitlines()
    return [f"line {step.line}:", *difflib.unified_diff(before, after, "the page", "what is printed", lineterm="")]


def _ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_block_is_run_made_checked_or_left_for_a_reason(page: Path) -> None:
    results = [step for step in pages.steps(page.read_text(encoding="utf-8")) if step.kind == "unknown"]
    assert [f"{page.name}:{step.line}: {step.about}" for step in results] == [], pages.__doc__


PARTS = [
    pytest.param(step, id=f"{page.stem}:{step.line}")
    for page in PAGES
    for step in pages.steps(page.read_text(encoding="utf-8"))
    if step.kind == "part"
]


@pytest.mark.parametrize("step", PARTS)
def test_parts_of_files_fit_their_schema(step: pages.Step) -> None:
    published = json.loads((ROOT / "docs/schemas" / f"{step.about}.schema.json").read_text(encoding="utf-8"))
    problems = [
        f"{'.'.join(map(str, one.absolute_path))}: {one.message}"
        for one in Draft202012Validator(published).iter_errors(documents.read(step.about, step.content.encode()).value)
        if one.validator != "required"
    ]
    assert problems == []


def test_ellipses_stand_for_lines_and_masks_for_what_differs() -> None:
    shown = ["one", "…", "took 1.7s on 2026-11-29"]
    assert outputs.same(shown, ["one", "two", "three", "took 12.4s on 2027-01-01"])
    assert not outputs.same(shown, ["one", "two", "took it on 2027-01-01"])
    assert not outputs.same(["one"], ["one", "two"])
    assert not outputs.same([], ["something"])
