"""A definition is judged again when any file that its judgement comes from has changed: which these are is not listed
here, but seen at the one door to files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from composer.execution import cache
from composer.judgement import definitions
from composer.judgement.each import each
from composer.policy import basis as bases
from composer.repository import Repository
from composer.system import files
from tests.benchmarks import generate

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository of two cells, whose judgements are remembered however few they are."""
    generate.write(tmp_path / "fleet", generate.Size(generate.A_CELL + 1, 1))
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "WORTH_CACHING", 1)
    return Repository(tmp_path / "fleet")


def judged(fleet: Repository, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[Path]]:
    """The definitions among the first two that are judged now, and the files in the repository that are opened."""
    names: list[str] = []
    opened: set[Path] = set()
    read, opening = definitions.read, files._ordinary
    with monkeypatch.context() as patched:
        patched.setattr(
            definitions, "read", lambda one, path, basis: (names.append(path.stem), read(one, path, basis))[1]
        )
        patched.setattr(files, "_ordinary", lambda path, *rest: (opened.add(path), opening(path, *rest))[1])
        basis, _ = bases.read(fleet, "local")
        each(fleet, basis, fleet.definitions()[:2])
    return names, {path for path in opened if path.is_relative_to(fleet.root)}


def changed(path: Path) -> str:
    """The text of a file with a comment more; the record of placements with everything in another cell, since only its
    own row concerns a definition."""
    text = path.read_text()
    if path.parent.name == "placements":
        return re.sub(r"-[12]$", lambda end: "-2" if end[0] == "-1" else "-1", text, flags=re.MULTILINE)
    return text + ("# later\n" if path.suffix == ".yaml" else "\n")


def test_a_change_of_any_file_that_a_judgement_comes_from_is_seen(
    fleet: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, opened = judged(fleet, monkeypatch)
    assert len(names) == 2
    assert judged(fleet, monkeypatch)[0] == []
    own = {path for path in opened if path.is_relative_to(fleet.eventtypes)}
    assert {path.suffix for path in own} == {".yaml", ".jsonl"}
    assert {path.parent.name for path in opened - own} >= {"policy", "environments", "placements"}
    for path in sorted(opened):
        before = path.read_text()
        path.write_text(changed(path))
        again, _ = judged(fleet, monkeypatch)
        assert again == ([path.name.partition(".")[0]] if path in own else names), f"{path} is not part of the key"
        path.write_text(before)
        judged(fleet, monkeypatch)


def test_a_file_that_is_new_in_the_policy_is_seen(fleet: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one may be left out: what is not there is part of the key, too."""
    waivers = fleet.policy / "waivers.yaml"
    content = waivers.read_text()
    waivers.unlink()
    names, _ = judged(fleet, monkeypatch)
    assert judged(fleet, monkeypatch)[0] == []
    waivers.write_text(content)
    assert judged(fleet, monkeypatch)[0] == names
