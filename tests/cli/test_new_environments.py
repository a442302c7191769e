"""The first pull request of an environment, a cell or a whole repository shows a plan: everything is new, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import is_shared

from .conftest import TYPES, Fleet, git

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SENTENCE = "There is no environment sandbox in main yet: everything is new."


def copied(fleet: Fleet, name: str = "sandbox") -> Path:
    """Another environment like the first."""
    source = fleet.root / "stacks/environments/local.yaml"
    there = source.with_name(f"{name}.yaml")
    text = source.read_text().replace("environment: local", f"environment: {name}")
    there.write_text(
        text.replace(".composer/state", f".composer/{name}-state")
        .replace(".composer/ledger", f".composer/{name}-ledger")
        .replace("bucket_closer: https://", f"bucket_closer: https://{name}.")
    )
    return there


def test_an_environment_that_the_base_does_not_have(fleet: Fleet) -> None:
    copied(fleet)
    asked = ("plan", "--environment", "sandbox", "--base", "main")
    text = fleet.text(*asked)
    assert SENTENCE in text
    assert f"{TYPES} new Event Types" in text
    assert SENTENCE in fleet.text(*asked, "--format", "markdown")
    document = fleet.json("plan", *asked, "--format", "json")
    assert document["against"]["lacks"] == "environment"
    assert all(owner["new"] for owner in document["owners"].values())
    assert document["summary"]["update"] == document["summary"]["delete"] == 0
    assert document["hazards"] == []


def test_it_is_planned_as_it_is_against_a_ledger_of_which_nothing_is_known(fleet: Fleet) -> None:
    copied(fleet)
    by_base = fleet.json("plan", "plan", "--environment", "sandbox", "--base", "main", "--format", "json")
    by_ledger = fleet.json("plan", "plan", "--environment", "sandbox", "--format", "json")
    assert {**by_base, "against": None} == {**by_ledger, "against": None}


def test_one_event_type_of_it(fleet: Fleet) -> None:
    copied(fleet)
    name = fleet.definition().stem
    document = fleet.json("plan", "plan", name, "--environment", "sandbox", "--base", "main", "--format", "json")
    assert {owner for owner in document["owners"] if not is_shared(owner)} == {name}


def test_what_it_costs(fleet: Fleet) -> None:
    copied(fleet)
    text = fleet.text("cost", "--environment", "sandbox", "--base", "main")
    assert "compared with main: 0.00 →" in text


def test_an_environment_that_is_broken_in_the_base_is_no_new_one(fleet: Fleet) -> None:
    there = copied(fleet)
    whole = there.read_text()
    there.write_text("environment: [")
    git(fleet.root, "add", ".")
    git(fleet.root, "commit", "-qm", "broken")
    there.write_text(whole)
    result = fleet.run("plan", "--environment", "sandbox", "--base", "main")
    assert result.exit_code == 2
    assert "main cannot be compiled" in result.stderr


def test_a_new_cell(fleet: Fleet) -> None:
    file = fleet.root / "stacks/environments/local.yaml"
    cell = '  - {name: another, project: another-project, project_number: "300000000002", region: europe-west1}\n'
    file.write_text(file.read_text().replace("cells:\n", f"cells:\n{cell}", 1))
    fleet.run("check", "--fix")
    document = fleet.json("plan", "plan", "--base", "main", "--format", "json")
    assert document["owners"]["platform:another"]["new"]
    assert document["summary"]["delete"] == 0


def test_the_first_commit_of_a_repository(fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = tmp_path / "top"
    top.mkdir()
    (top / "README.md").write_text("others were here first")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")
    git(top, "checkout", "-qb", "change")
    fleet.root.rename(top / "events")
    git(top / "events", "init", "-q")
    (top / "events/.git").rename(tmp_path / "old.git")
    monkeypatch.chdir(top / "events")
    assert "There are no Event Types in main yet: everything is new." in fleet.text("plan", "--base", "main")
    assert fleet.run("check", "--base", "main").exit_code == 0
    git(top, "add", ".")
    git(top, "commit", "-qm", "events")
    git(top, "branch", "-f", "main")
    git(top, "mv", "events", "elsewhere")
    monkeypatch.chdir(top / "elsewhere")
    for verb in ("plan", "check"):  # a move must not make everything look new: nothing would be compared
        result = fleet.run(verb, "--base", "main")
        assert result.exit_code == 2
        assert "holds the Event Types in another folder, events/" in result.stderr
