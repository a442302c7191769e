"""One broken file stops one Event Type: verbs that name sound ones go on, and say what they could not see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi
import pytest

from composer import cli, pipeline
from composer.diagnostics import Diagnostic, Span
from composer.engine.journal import Journal
from composer.engine.pulumi_program import load_fleet
from composer.operations import isolation
from composer.repository import Repository
from tests.cli.conftest import FIRST, TYPES, Fleet, fleet, generate

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fleet"]

BROKEN, UNREADABLE = generate.name(1), generate.name(2)
VERBS = [
    ("plan", FIRST),
    ("plan", FIRST, "--base", "HEAD"),
    ("build", FIRST),
    ("exposure", FIRST),
    ("show", FIRST),
    ("explain", FIRST),
    ("explain", f"{FIRST}:storage.retention"),
    ("explain", f"{FIRST}/topic"),
    ("cost", FIRST),
]


@pytest.fixture
def broken(fleet: Fleet) -> Fleet:
    """One definition breaks a rule, one is no YAML."""
    fleet.edit(fleet.definition(BROKEN), fleet.field("owner", BROKEN), "owner: nobody-at-all")
    fleet.definition(UNREADABLE).write_text("a: [\n")
    return fleet


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_sound_one_is_shown(broken: Fleet, verb: tuple[str, ...]) -> None:
    result = broken.run(*verb)
    assert result.exit_code == 0, result.output
    assert result.stdout


@pytest.mark.parametrize("verb", [("plan",), ("build",), ("exposure",)])
def test_what_was_not_seen_is_said(broken: Fleet, verb: tuple[str, ...]) -> None:
    actual = broken.run(*verb, FIRST).stderr
    assert "2 files have errors that concern other Event Types, which fleet-wide checks did not see" in actual
    assert f"{BROKEN}.yaml" in actual
    assert f"{UNREADABLE}.yaml" in actual


@pytest.mark.parametrize("verb", ["plan", "build", "exposure", "up"])
@pytest.mark.parametrize("name", [BROKEN, UNREADABLE])
def test_the_broken_one_is_stopped_by_its_own_problems(broken: Fleet, verb: str, name: str) -> None:
    result = broken.run(verb, FIRST, name)
    assert result.exit_code == 1
    assert not result.stdout
    assert f"{name}.yaml" in result.stderr
    other = UNREADABLE if name == BROKEN else BROKEN
    assert f"{other}.yaml" not in result.stderr


@pytest.mark.parametrize("verb", ["plan", "build", "exposure", "up"])
def test_without_names_nothing_is_done_and_the_way_on_is_told(broken: Fleet, verb: str) -> None:
    result = broken.run(verb)
    assert result.exit_code == 1
    assert not result.stdout
    assert f"{TYPES - 2} Event Types are not concerned by this: name what you want to go on with" in result.stderr
    assert FIRST in result.stderr


def _journal(fleet: Fleet, *owners: str) -> None:
    Journal(fleet.root, "local").begin(owners, [f"local.{owner.replace(':', '-')}" for owner in owners])


def test_what_was_left_is_judged_alone(broken: Fleet) -> None:
    """The sound part of a run goes on (no engine here: with nothing left to do); a broken one stops by its own file."""
    _journal(broken, FIRST, BROKEN)
    stopped = broken.run("up", "--resume")
    assert stopped.exit_code == 1
    assert f"{BROKEN}.yaml" in stopped.stderr
    assert f"{UNREADABLE}.yaml" not in stopped.stderr
    _journal(broken, UNREADABLE)
    stopped = broken.run("up", "--resume")
    assert stopped.exit_code == 1
    assert f"{UNREADABLE}.yaml" in stopped.stderr
    assert f"{BROKEN}.yaml" not in stopped.stderr


def test_a_plain_program_stops_for_its_own_errors_alone(broken: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken.root)
    for sound in (f"local.{FIRST}", "local.platform-local-1", "local.NobodyKnows"):
        assert FIRST in load_fleet(sound).event_types
    for name in (BROKEN, UNREADABLE):
        with pytest.raises(pulumi.RunError, match=f"{name}.yaml"):
            load_fleet(f"local.{name}")


@pytest.mark.parametrize(
    ("cells", "names", "stopped"),
    [
        (("local-1",), (FIRST,), True),
        (("local-2",), (FIRST,), False),
        (("local-2", "local-1"), (FIRST,), True),
        ((), (FIRST,), True),
        (("local-2",), ("platform:local-2",), True),
        (("local-1",), ("platform:local-2",), False),
    ],
)
def test_an_error_at_a_cell_stops_what_is_in_it(
    fleet: Fleet, cells: tuple[str, ...], names: tuple[str, ...], stopped: bool
) -> None:
    settled = pipeline.settle(Repository(fleet.root))
    error = Diagnostic("ET623", "full", Span("stacks/environments/local.yaml"), cells=cells)
    assert bool(isolation.stopping(replace(settled, diagnostics=(error,)), names)) is stopped


def test_check_fails(broken: Fleet) -> None:
    assert broken.run("check").exit_code == 1


def test_what_it_shares_with_a_broken_one_stops_it(broken: Fleet) -> None:
    """Two files claim one name: both are concerned."""
    copy = broken.definition().with_name("Copy.yaml")
    copy.write_text(broken.definition().read_text())
    result = broken.run("plan", FIRST)
    assert result.exit_code == 1
    assert "is defined twice" in result.stderr
    assert broken.run("plan", generate.name(3)).exit_code == 0


def test_what_all_share_stops_all(fleet: Fleet) -> None:
    limits = fleet.root / "stacks" / "policy" / "teams.yaml"
    limits.write_text(limits.read_text() + "more: 1\n")
    assert fleet.run("plan", FIRST).exit_code == 1


def test_a_successor_in_a_broken_file_is_not_said_to_be_missing(broken: Fleet) -> None:
    state = f"lifecycle: {{state: deprecated, sunset: 2030-01-01, replaced_by: {UNREADABLE}}}\nschema:"
    broken.edit(broken.definition(), "schema:", state)
    assert "does not exist" not in broken.run("check").output


@pytest.mark.parametrize("what", ["", "/topic", ":retention", ":delivery.recovery"])
def test_a_schema_that_is_none_is_said_by_every_verb_that_looks(fleet: Fleet, what: str) -> None:
    text = fleet.definition().read_text()
    head, schema = text.split("schema:\n", 1)
    assert "string" in schema
    fleet.definition().write_text(f"{head}schema:\n{schema.replace('string', 'stringx', 1)}")
    result = fleet.run("explain", f"{FIRST}{what}")
    assert isinstance(result.exception, SystemExit | None)
    assert result.exit_code == (0 if what == ":delivery.recovery" else 1)
    assert what == ":delivery.recovery" or "stringx" in result.output
    shown = fleet.run("show", FIRST)
    assert shown.exit_code == 1
    assert "stringx" in shown.output


def _waiver(fleet: Fleet, row: str) -> None:
    path = fleet.root / "stacks" / "policy" / "waivers.yaml"
    approvers = "approvers: {privacy: [a@example.com], platform: [b@example.com]}"
    path.write_text(f"source: s\n{approvers}\nwaivers:\n- {row}\n")


def _placement(fleet: Fleet, row: str) -> None:
    path = fleet.root / "stacks" / "placements" / "local.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"placements:\n  {BROKEN}: local-1\n  {FIRST}: {row}\n")


def _adopted(fleet: Fleet, row: str) -> None:
    path = fleet.root / "stacks" / "adopted" / "local.yaml"
    path.parent.mkdir()
    path.write_text(f"adopted:\n  {FIRST}: {row}\n")


ROWS = [
    (_waiver, f"{{code: ET410, event_type: {FIRST}}}"),
    (_waiver, f"{{code: ET410, event_type: {FIRST}, reason: [r], approver: 5, expires: soon}}"),
    (_waiver, f"{{code: ET001, event_type: {FIRST}, reason: r, approver: a@example.com, expires: 2999-01-01}}"),
    (_waiver, f"{{code: ET410, event_type: {FIRST}, reason: r, approver: c@example.com, expires: 2999-01-01}}"),
    (_placement, "[5]"),
    (_placement, "no-such-cell"),
    (_placement, f"local-1\n  {FIRST}: local-1"),
    (_adopted, "[5]"),
    (_adopted, "[{role: topic, id: no-topic}]"),
    (_adopted, "[{role: nothing, id: projects/a/topics/b}]"),
]


@pytest.mark.parametrize(("write", "row"), ROWS, ids=[f"{write.__name__[1:]} {row}"[:60] for write, row in ROWS])
def test_a_broken_row_stops_its_event_type_alone(fleet: Fleet, write: Callable[[Fleet, str], None], row: str) -> None:
    """Of what all share: neither others, nor verbs that count."""
    write(fleet, row)
    assert fleet.run("build", BROKEN).exit_code == 0, fleet.run("build", BROKEN).output
    stopped = fleet.run("build", FIRST)
    assert stopped.exit_code == 1
    assert "stacks/" in stopped.stderr
    assert fleet.run("check").exit_code == 1
    assert fleet.run("cost").exit_code == 0


def test_a_broken_team_stops_what_names_it_alone(fleet: Fleet) -> None:
    teams = fleet.root / "stacks" / "policy" / "teams.yaml"
    owner = fleet.field("owner").split()[-1]
    names = [generate.name(index) for index in range(TYPES)]
    naming = {f"owner: {owner}", f"team: {owner}"}
    own = [name for name in names if any(one in fleet.definition(name).read_text() for one in naming)]
    others = [name for name in names if name not in own]
    assert others
    group = next(line for line in teams.read_text().split(f"  {owner}:\n")[1].splitlines() if "group:" in line)
    teams.write_text(teams.read_text().replace(group, "    group: 5", 1))
    assert fleet.run("build", *others).exit_code == 0, fleet.run("build", *others).output
    for name in own:
        stopped = fleet.run("build", name)
        assert stopped.exit_code == 1
        assert "teams.yaml" in stopped.stderr
        assert "no team" not in stopped.stderr


def test_a_waiver_of_nobody_knows_what_stops_none(fleet: Fleet) -> None:
    _waiver(fleet, "{code: ET410, reason: r, approver: a@example.com, expires: 2999-01-01}")
    assert fleet.run("build", FIRST).exit_code == 0
    assert fleet.run("check").exit_code == 1


def test_a_broken_record_of_placements_is_not_written_anew(fleet: Fleet) -> None:
    """Else the row that cannot be read would be another one, and what it placed be made anew elsewhere."""
    environment = fleet.root / "stacks" / "environments" / "local.yaml"
    cell = "{name: local-2, project: composer-local-2, project_number: '100000000002', region: europe-west1}"
    fleet.edit(environment, "cells:\n", f"cells:\n  - {cell}\n")
    _placement(fleet, "local-1")
    before = fleet.run("check", "--fix")
    _placement(fleet, "[5]")
    path = fleet.root / "stacks" / "placements" / "local.yaml"
    before = path.read_text()
    fleet.definition(BROKEN).with_name("Another.yaml").write_text(
        fleet.definition(BROKEN).read_text().replace(BROKEN, "Another")
    )
    fleet.run("check", "--fix")
    assert path.read_text() == before


COUNTING = [("cost",), ("capacity",), ("audit",), ("cleanup",), ("preflight",), ("bootstrap",)]


@pytest.mark.parametrize("verb", COUNTING, ids=" ".join)
def test_verbs_that_count_say_what_they_did_not_count(broken: Fleet, verb: tuple[str, ...]) -> None:
    result = broken.run(*verb)
    assert "2 files have errors, and nothing of what is said here is about them" in result.stderr
    assert f"{BROKEN}.yaml" in result.stderr
    assert f"{UNREADABLE}.yaml" in result.stderr
    assert "note" not in broken.run("list").stderr


@pytest.mark.parametrize("verb", COUNTING, ids=" ".join)
def test_of_a_sound_fleet_nothing_is_noted(fleet: Fleet, verb: tuple[str, ...]) -> None:
    assert "note" not in fleet.run(*verb).stderr


def test_verbs_that_count_are_these() -> None:
    """A verb that judges the fleet and goes on is tried here."""
    sources = (Path(cli.__file__).parent).glob("*.py")
    counting = {path.stem for path in sources if "judged_fleet(environment" in path.read_text()} - {"checked_fleet"}
    assert counting == {verb for (verb,) in COUNTING} | {"list", "local_traffic", "local_pass"}
