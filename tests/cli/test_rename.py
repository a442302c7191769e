"""`composer rename`: two definitions that `check` takes, whatever it is killed between; and no other way to a new name."""

from __future__ import annotations

import pytest

from composer.documents import read

from .conftest import FIRST, Fleet, git

SUNSET = "2190-01-01"
NEW = "AnotherName"


def test_the_new_one_is_the_old_one_under_another_name(fleet: Fleet) -> None:
    path = fleet.definition()
    before = read("", path.read_bytes()).value
    said = fleet.text("rename", FIRST, NEW, "--sunset", SUNSET)
    assert "look   2" in said
    after, new = read("", path.read_bytes()).value, read("", path.with_stem(NEW).read_bytes()).value
    life = {"state": "deprecated", "sunset": SUNSET, "replaced_by": NEW}
    assert after == before | {"lifecycle": life}
    assert new == before | {"event_type": NEW, "former_names": [FIRST], "schema": before["schema"] | {"name": NEW}}
    fleet.text("check", "--fix", "--base", "main")
    assert "done   1" in fleet.text("rename", FIRST, NEW)
    assert f'"former_names":["{FIRST}"]' in fleet.text("build", NEW)
    git(fleet.root, "add", "-A")
    git(fleet.root, "commit", "-q", "-m", "beside")
    assert fleet.run("check", "--base", "main").exit_code == 0


def test_what_was_half_written_is_gone_on_with(fleet: Fleet) -> None:
    path = fleet.definition()
    old = path.read_text()
    fleet.text("rename", FIRST, NEW, "--sunset", SUNSET)
    written = path.read_text()
    path.write_text(old)
    broken = fleet.run("check")
    assert (broken.exit_code, "ET505" in broken.output, f"composer rename {FIRST} {NEW}" in broken.output) == (
        1,
        True,
        True,
    )
    fleet.text("rename", FIRST, NEW, "--sunset", SUNSET)
    assert path.read_text() == written


def test_a_file_under_another_name_is_no_rename(fleet: Fleet) -> None:
    path = fleet.definition()
    text = path.read_text().replace(FIRST, NEW)
    path.unlink()
    path.with_stem(NEW).write_text(text)
    done = fleet.run("check", "--base", "main")
    assert (done.exit_code, "error[ET232]" in done.output) == (1, True), done.output


@pytest.mark.parametrize(
    ("life", "new", "code", "message"),
    [
        ("", NEW, 2, "--sunset"),
        ("", FIRST, 2, "has this name already"),
        ("", "no name", 2, "no name of an Event Type"),
        ("", FIRST.upper(), 1, "ET501"),
        (
            f"lifecycle: {{state: deprecated, sunset: {SUNSET}, replaced_by: Other}}",
            NEW,
            2,
            "replaced by `Other` already",
        ),
        ("lifecycle: {state: archived}", NEW, 2, "nothing arrives"),
        ("former_names: [Other]", NEW, 2, "carries on Other itself"),
    ],
)
def test_what_cannot_be_is_refused(fleet: Fleet, life: str, new: str, code: int, message: str) -> None:
    path = fleet.definition()
    kept = [line for line in path.read_text().splitlines() if not line.startswith("lifecycle:")]
    path.write_text("\n".join(kept).replace("\nschema:", f"\n{life}\nschema:") + "\n")
    before = sorted((one, one.read_bytes()) for one in fleet.root.glob("eventtypes/*/*"))
    sunset = () if message == "--sunset" else ("--sunset", SUNSET)
    done = fleet.run("rename", FIRST, new, *sunset)
    assert (done.exit_code, message in " ".join(done.output.split())) == (code, True), done.output
    assert sorted((one, one.read_bytes()) for one in fleet.root.glob("eventtypes/*/*")) == before


def test_another_event_type_is_no_new_name(fleet: Fleet) -> None:
    other = next(path for path in sorted(fleet.root.glob("eventtypes/*/*.yaml")) if path != fleet.definition())
    done = fleet.run("rename", FIRST, other.stem, "--sunset", SUNSET)
    assert (done.exit_code, "is another Event Type" in done.output) == (2, True), done.output


def test_a_day_that_has_passed_is_no_sunset(fleet: Fleet) -> None:
    done = fleet.run("rename", FIRST, NEW, "--sunset", "2001-02-03")
    assert (done.exit_code, "has passed" in done.output) == (2, True), done.output
    assert not fleet.definition().with_stem(NEW).exists()


def test_what_stands_in_the_place_of_the_new_definition_is_not_touched(fleet: Fleet) -> None:
    place = fleet.definition().with_stem(NEW)
    place.symlink_to("nowhere")
    done = fleet.run("rename", FIRST, NEW, "--sunset", SUNSET)
    assert (done.exit_code, "is there already" in done.output) == (2, True), done.output
    assert place.is_symlink()
