"""`check --fix`: what it records, and what it leaves alone."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer.cli.check import command
from tests.schema.conftest import Fleet, fleet

__all__ = ["fleet"]


def check(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_first_and_a_second_version_are_recorded_with_their_meanings(fleet: Fleet) -> None:
    assert check("--fix").exit_code == 0
    fleet.with_fields("mood")
    assert "ET324" in check().output
    assert "records version 2 of EndSong" in check("--fix").stderr
    first, second = (json.loads(line) for line in fleet.lines())
    assert [one["name"] for one in first["fields"]] == ["event_id"]
    assert second["fields"][1]["semantic"] == "system.operations"
    assert check().exit_code == 0


def test_fixing_twice_changes_nothing(fleet: Fleet) -> None:
    check("--fix")
    before = fleet.versions.read_bytes()
    assert check("--fix").stderr == ""
    assert fleet.versions.read_bytes() == before
    assert not list(fleet.versions.parent.glob(".*")), "nothing is left beside it"


def test_words_are_no_version(fleet: Fleet) -> None:
    check("--fix")
    fleet.definition.write_text(
        fleet.definition.read_text().replace(
            "semantic: system.operations}", "semantic: system.operations, doc: Unique.}"
        )
    )
    check("--fix")
    assert len(fleet.lines()) == 1


@pytest.mark.parametrize("broken", ["type: string", "owner: nobody"])
def test_nothing_is_recorded_that_is_wrong_elsewhere(fleet: Fleet, broken: str) -> None:
    check("--fix")
    fleet.with_fields("mood")
    text = fleet.definition.read_text()
    old = {"type: string": "{name: event_id, type: string", "owner: nobody": "owner: royalties"}[broken]
    new = {"type: string": "{name: event_id, type: int", "owner: nobody": "owner: nobody"}[broken]
    fleet.definition.write_text(text.replace(old, new))
    assert check("--fix").exit_code == 1
    assert len(fleet.lines()) == 1


def test_what_a_branch_records_and_changes_again_is_one_version(fleet: Fleet) -> None:
    check("--fix")
    fleet.commit()
    for name in ("mood", "feeling", "temper"):
        fleet.with_fields(name)
        assert check("--fix", "--base", "HEAD").exit_code == 0
    assert len(fleet.lines()) == 2
    assert "temper" in fleet.lines()[1]
    fleet.with_fields()
    assert check("--fix", "--base", "HEAD").exit_code == 0
    assert len(fleet.lines()) == 1, "and none, where the change is taken back"


def test_without_a_record_the_base_is_the_first_version(fleet: Fleet) -> None:
    fleet.commit()
    fleet.with_fields("mood")
    assert check().exit_code == 0, "nothing is known of readers"
    assert "ET324" in check("--base", "HEAD").output
    assert check("--fix", "--base", "HEAD").exit_code == 0
    assert ["mood" in line for line in fleet.lines()] == [False, True]


def test_a_record_that_begins_with_the_change_is_put_right(fleet: Fleet) -> None:
    fleet.commit()
    fleet.with_fields("mood")
    check("--fix")
    assert "that one has readers already" in check("--base", "HEAD").output
    assert check("--fix", "--base", "HEAD").exit_code == 0
    assert ["mood" in line for line in fleet.lines()] == [False, True]


def test_what_was_merged_into_the_base_since_is_not_missed_here(fleet: Fleet) -> None:
    check("--fix")
    fleet.commit()
    fleet.git("branch", "here")
    fleet.with_fields("mood")
    check("--fix")
    fleet.commit()
    fleet.git("branch", "there")
    fleet.git("checkout", "--quiet", "here")
    assert check("--base", "there").exit_code == 0


def test_only_what_belongs_to_the_path_is_written(fleet: Fleet) -> None:
    other = fleet.definition.with_name("SongSaved.yaml")
    other.write_text(fleet.definition.read_text().replace("EndSong", "SongSaved"))
    check("--fix", str(other))
    assert other.with_suffix(".versions.jsonl").exists()
    assert not fleet.versions.exists()


def test_line_ends_of_windows_are_no_edit(fleet: Fleet) -> None:
    check("--fix")
    fleet.commit()
    fleet.versions.write_bytes(fleet.versions.read_bytes().replace(b"\n", b"\r\n"))
    assert check("--base", "HEAD").exit_code == 0


def test_a_record_that_cannot_be_read_stays_as_it_is(fleet: Fleet) -> None:
    fleet.versions.write_bytes(b'{"type":"record","name":"EndSong","fie')
    assert "cut off" in check("--fix").output
    assert fleet.versions.read_bytes() == b'{"type":"record","name":"EndSong","fie'


def test_json_stays_one_document(fleet: Fleet) -> None:
    result = check("--fix", "--format", "json")
    assert json.loads(result.stdout)["summary"]["errors"] == 0
    assert "records version 1" in result.stderr


def cloned(fleet: Fleet, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """A clone of what is committed, which knows the default branch of where it is from."""
    fleet.git("clone", "--quiet", str(fleet.root), str(folder))
    monkeypatch.chdir(folder)
    return Fleet(folder)


def three_versions(fleet: Fleet) -> None:
    for names in ((), ("mood",), ("mood", "tempo")):
        fleet.with_fields(*names)
        check("--fix")
    fleet.commit()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("edited", "version 1 is not what it is in origin/"),
        ("removed", "version 2 of origin/"),
        ("reordered", "version 1 of origin/"),
        ("gone", "the released versions of EndSong are gone; origin/"),
        ("kept", ""),
        ("appended", ""),
    ],
)
def test_a_clone_knows_what_was_released(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, message: str
) -> None:
    three_versions(fleet)
    here = cloned(fleet, tmp_path / "clone", monkeypatch)
    one, two, three = here.lines()
    if lines == "gone":
        here.versions.unlink()
    elif lines == "appended":
        here.with_fields("mood", "tempo", "key")
        check("--fix")
    else:
        edited = one.replace("system.operations", "user.contact")
        kept = {"edited": [edited, two, three], "removed": [two, three], "reordered": [two, one, three]}
        here.versions.write_text("".join(f"{line}\n" for line in kept.get(lines, [one, two, three])))
    here.commit()
    result = check()
    assert ("ET325" in result.output) is bool(message)
    assert result.exit_code == (1 if message else 0)
    assert message in result.output


def test_a_record_that_moves_with_its_definition_is_no_edit(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_versions(fleet)
    here = cloned(fleet, tmp_path / "clone", monkeypatch)
    (here.root / "eventtypes/other").mkdir()
    for path in (here.definition, here.versions):
        path.rename(here.root / "eventtypes/other" / path.name)
    assert check().exit_code == 0


def test_two_branches_that_both_append(fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git leaves behind is said, and the way out leads to one record with both, in the order of merging."""
    three_versions(fleet)
    here = cloned(fleet, tmp_path / "clone", monkeypatch)
    here.with_fields("mood", "tempo", "mine")
    check("--fix")
    here.commit()
    fleet.with_fields("mood", "tempo", "theirs")
    fleet.git("add", "--all")
    monkeypatch.chdir(fleet.root)
    check("--fix")
    fleet.commit()
    monkeypatch.chdir(here.root)
    here.git("fetch", "--quiet")
    with pytest.raises(subprocess.CalledProcessError):
        here.git("merge", "--no-edit", "origin/HEAD")
    here.with_fields("mood", "tempo", "theirs", "mine")
    output = check().output
    assert output.count("this line was left behind by a merge") == 3
    assert "keep the lines of the branch that was merged first" in output
    here.versions.write_text("".join(f"{line}\n" for line in fleet.lines()))
    here.commit()
    assert check("--fix", "--base", "origin/HEAD").exit_code == 0
    assert here.lines()[:4] == fleet.lines()
    assert "mine" in here.lines()[4]
    assert check().exit_code == 0
