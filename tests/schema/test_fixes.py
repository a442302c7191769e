"""`check --fix`: what it records, and what it leaves alone."""

import json

import pytest
from click.testing import CliRunner, Result

from composer.cli.check import command
from tests.schema.conftest import Fleet


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
