"""`composer retire`: a whole life, step by step; steps that there are not; and nothing written that `check` refuses."""

from __future__ import annotations

import itertools

import pytest

from composer.cli import closed_output
from composer.model import State
from composer.model.lifecycle import TRANSITIONS, next_states

from .conftest import FIRST, Fleet, git
from .test_closed_output import unread

SUNSET = "2027-06-30"
AFTER = "2027-07-01"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", "2027-01-15")


def put(fleet: Fleet, state: State) -> None:
    """The first Event Type as if it was in that state."""
    dates = f", sunset: {SUNSET}" if state is State.DEPRECATED else ""
    path = fleet.definition()
    kept = [
        line for line in path.read_text().splitlines() if not line.startswith(("consumers:", "lifecycle:", "  - {team"))
    ]
    at = next(number for number, line in enumerate(kept) if line.startswith("schema:"))
    path.write_text("\n".join([*kept[:at], f"lifecycle: {{state: {state}{dates}}}  # its life", *kept[at:]]) + "\n")


def merged(fleet: Fleet) -> None:
    git(fleet.root, "commit", "-q", "-a", "-m", "a step")


def test_a_whole_life_is_taken_step_by_step(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fleet.definition()
    put(fleet, State.ACTIVE)
    merged(fleet)
    begin = path.read_text()
    first = fleet.text("retire", FIRST, "--sunset", SUNSET)
    assert "active → deprecated" in first
    assert f"after {SUNSET}" in first
    monkeypatch.setenv("COMPOSER_TODAY", AFTER)
    for state in (State.DRAINING, State.ARCHIVED, State.DELETED):
        merged(fleet)
        said = fleet.text("retire", FIRST)
        assert f"→ {state}" in said
        assert fleet.run("check", "--base", "HEAD").exit_code == 0
    assert path.read_text() == begin.replace("state: active", f"state: deleted, sunset: {SUNSET}")
    merged(fleet)
    ended = fleet.run("retire", FIRST)
    assert ended.exit_code == 2
    assert "stays reserved" in ended.output


def test_only_steps_of_the_table_are_taken(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", AFTER)
    for source, target in itertools.product(State, State):
        put(fleet, source)
        before = fleet.definition().read_bytes()
        sunset = ("--sunset", "2028-01-01") if target is State.DEPRECATED and source is not target else ()
        done = fleet.run("retire", FIRST, "--to", target.value, *sunset)
        if any((step.source, step.target) == (source, target) for step in TRANSITIONS):
            assert done.exit_code == 0, done.output
            assert f"state: {target}" in fleet.definition().read_text()
            continue
        assert done.exit_code == 2, done.output
        told = " ".join(done.output.split())
        assert all(f"--to {state}" in told for state in next_states(source)), done.output
        assert fleet.definition().read_bytes() == before


@pytest.mark.parametrize(
    ("state", "arguments", "code", "message"),
    [
        (State.ACTIVE, [], 2, "--sunset YYYY-MM-DD"),
        (State.ACTIVE, ["--sunset", "soon"], 2, "no day such as"),
        (State.ACTIVE, ["--sunset", "20300101"], 2, "no day such as"),
        (State.ACTIVE, ["--sunset", "2030-W01-1"], 2, "no day such as"),
        (State.ACTIVE, ["--sunset", "2026-01-01"], 2, "has passed"),
        (State.ACTIVE, ["--sunset", SUNSET, "--replaced-by", "A\n::error::x"], 2, "no name of an Event Type"),
        (State.DEPRECATED, ["--to", "draining", "--sunset", SUNSET], 2, "after it"),
        (State.DEPRECATED, ["--to", "active", "--replaced-by", "Other"], 2, "to be used itself"),
        (State.DEPRECATED, [], 1, "ET233"),
        (State.ACTIVE, ["--sunset", SUNSET, "--replaced-by", "NotThere"], 1, "ET502"),
        (State.ACTIVE, ["--sunset", SUNSET, "--replaced-by", FIRST], 1, "ET206"),
    ],
)
def test_what_check_would_refuse_is_not_written(
    fleet: Fleet, state: State, arguments: list[str], code: int, message: str
) -> None:
    put(fleet, state)
    before = fleet.definition().read_bytes()
    done = fleet.run("retire", FIRST, *arguments)
    assert (done.exit_code, message in done.output) == (code, True), done.output
    assert fleet.definition().read_bytes() == before


def test_who_reads_it_keeps_it_from_being_deleted(fleet: Fleet) -> None:
    put(fleet, State.ARCHIVED)
    team = fleet.field("owner").split()[1]
    fleet.edit(fleet.definition(), "schema:", f"consumers: [{{team: {team}}}]\nschema:")
    done = fleet.run("retire", FIRST)
    assert (done.exit_code, f"`{team}` reads it" in done.output) == (1, True), done.output


def test_a_successor_cannot_be_deleted_while_it_is_named(fleet: Fleet) -> None:
    put(fleet, State.ARCHIVED)
    other = next(path for path in sorted(fleet.root.glob("eventtypes/*/*.yaml")) if path != fleet.definition())
    fleet.edit(other, "schema:", f"lifecycle: {{state: deprecated, sunset: {SUNSET}, replaced_by: {FIRST}}}\nschema:")
    done = fleet.run("retire", FIRST)
    assert (done.exit_code, f"the successor `{FIRST}` was deleted" in done.output) == (1, True), done.output


def test_errors_of_others_stop_nobody(fleet: Fleet) -> None:
    put(fleet, State.ACTIVE)
    other = next(path for path in sorted(fleet.root.glob("eventtypes/*/*.yaml")) if path != fleet.definition())
    other.write_text("event_type: [")
    assert fleet.run("retire", FIRST, "--sunset", SUNSET).exit_code == 0


def test_a_dry_run_writes_nothing(fleet: Fleet) -> None:
    before = fleet.definition().read_bytes()
    assert "+" in fleet.text("retire", FIRST, "--sunset", SUNSET, "--dry-run")
    assert fleet.definition().read_bytes() == before


def test_it_is_written_though_nobody_reads_on(fleet: Fleet) -> None:
    put(fleet, State.DRAINING)
    done = unread(["retire", FIRST], fleet.root, errors=False)
    assert (done.returncode, done.stderr) == (closed_output.CODE, b"")
    assert "state: archived" in fleet.definition().read_text()


def test_what_ends_may_end_later(fleet: Fleet) -> None:
    put(fleet, State.DEPRECATED)
    said = fleet.text("retire", FIRST, "--sunset", "2027-09-30")
    assert "deprecated, as before" in said
    assert "sunset: 2027-09-30}  # its life" in fleet.definition().read_text()


def test_one_merge_takes_one_step(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", AFTER)
    put(fleet, State.DEPRECATED)
    merged(fleet)
    git(fleet.root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(fleet.root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    fleet.text("retire", FIRST)
    done = fleet.run("retire", FIRST)
    assert (done.exit_code, "one merge takes one step" in done.output) == (2, True), done.output
    assert fleet.run("retire", FIRST, "--to", "deprecated").exit_code == 0  # which takes it back


def test_what_cannot_be_edited_is_left_to_its_author(fleet: Fleet) -> None:
    put(fleet, State.DRAINING)
    fleet.edit(fleet.definition(), "{state: draining}  # its life", "\n  ? state\n  : >-\n    draining")
    done = fleet.run("retire", FIRST)
    assert (done.exit_code, "write the step yourself" in done.output) == (1, True), done.output
