"""`composer cleanup` over a life that `composer local traffic` sets: what it prints, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.localcloud import faults
from composer.localcloud.cloud import Cloud
from composer.localcloud.cloud_database import Store
from composer.operations.seen_readers import seen_producers, seen_readers
from tests.docs.test_formats import fits
from tests.lifecycle.conftest import described

if TYPE_CHECKING:
    from pathlib import Path


def ran(arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, arguments.split())
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def test_a_step_and_its_gates(here: Path) -> None:
    ran("local traffic")
    ran("local traffic SongSaved --silent-for 45d --reader a@example.com --unread-for 3d")
    (due,) = fits(json.loads(ran("cleanup SongSaved --format json")))["dues"]
    assert (due["state"], due["target"]) == ("deprecated", "draining")
    assert [gate["question"] for gate in due["gates"]] == ["sunset passed"]
    file = here / "eventtypes" / "collections" / "SongSaved.yaml"
    file.write_text(file.read_text().replace("state: deprecated", "state: draining"))
    (due,) = fits(json.loads(ran("cleanup --format json", 3)))["dues"]
    states = {gate["question"]: (gate["open"], gate["readable"]) for gate in due["gates"]}
    assert states["no publishes"] == (True, True)
    assert states["every bucket closed"] == (False, False), "its metric was never made: nothing is applied"
    readers = fits(json.loads(ran("cleanup SongSaved --format readers", 3)))
    assert seen_readers(readers)["SongSaved"].keys() == {"a@example.com"}, "which `notices --seen` reads"


def test_whose_events_are_rejected_is_named_from_draining_on(here: Path) -> None:
    described(Cloud(here / ".composer" / "localcloud.db"))
    ran("local traffic")
    ran("local traffic SongSaved --silent-for 45d --rejected 7 --producer car-app --rejected-ago 10d")
    assert seen_producers(json.loads(ran("cleanup SongSaved --format readers"))) == {}, "it still takes events"
    file = here / "eventtypes" / "collections" / "SongSaved.yaml"
    file.write_text(file.read_text().replace("state: deprecated", "state: draining"))
    shown = " ".join(ran("cleanup SongSaved").split())
    assert "✗ no rejected publishes: 9 of 30 days car-app sent 7 events of SongSaved that the Event Service" in shown
    readers = fits(json.loads(ran("cleanup SongSaved --format readers")))
    assert seen_producers(readers)["SongSaved"].keys() == {"car-app"}, "which `notices --seen` reads"


def test_time_that_passes_opens_a_gate(here: Path) -> None:
    file = here / "eventtypes" / "collections" / "SongSaved.yaml"
    file.write_text(file.read_text().replace("state: deprecated", "state: draining"))
    ran("local traffic")
    ran("local traffic SongSaved --silent-for 12d")

    def silent() -> bool:
        (due,) = json.loads(ran("cleanup SongSaved --format json", 3))["dues"]
        return {gate["question"]: bool(gate["open"]) for gate in due["gates"]}["no publishes"]

    assert not silent()
    assert fits(json.loads(ran("local pass 20d --format json")))["deleted"] == 0
    assert silent()


def test_the_sunset_is_judged_by_the_day_that_retire_goes_by(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, opened in (("2027-06-30", False), ("2027-07-01", True)):
        monkeypatch.setenv("COMPOSER_TODAY", day)
        (due,) = json.loads(ran("cleanup SongSaved --format json"))["dues"]
        assert [gate["open"] for gate in due["gates"] if gate["question"] == "sunset passed"] == [opened]


def test_what_is_refused_is_said_and_ends_with_three(here: Path) -> None:
    file = here / "eventtypes" / "collections" / "SongSaved.yaml"
    file.write_text(file.read_text().replace("state: deprecated", "state: draining"))
    store = Store(here / ".composer" / "localcloud.db")
    faults.add(store, faults.Fault("refuse", kind="TimeSeries", code=403, message="Permission denied, forbidden"))
    shown = ran("cleanup SongSaved", 3)
    assert "? no publishes: not proven  it cannot be read: Permission denied" in " ".join(shown.split("\n"))


def test_nothing_that_may_end_is_said_of_names_and_of_the_fleet(here: Path) -> None:
    last = ran("cleanup EndSong AdClicked").splitlines()[-1]
    assert last == "AdClicked (active), EndSong (active): no gate to wait for, and nothing left to remove."
    for file in (here / "eventtypes").glob("*/SongSaved.*"):
        file.unlink()
    fleet = ran("cleanup").splitlines()[-1]
    assert fleet == "23 Event Types: none waits for a gate, and none left anything to remove."


def test_a_damaged_local_cloud_is_told(here: Path) -> None:
    (here / ".composer").mkdir()
    (here / ".composer" / "localcloud.db").write_text("garbage")
    done = CliRunner().invoke(main, ["cleanup", "SongSaved"])
    assert (done.exit_code, "it is put aside as localcloud.db.damaged" in " ".join(done.stderr.split())) == (0, True)


def test_absence_is_proved_of_what_is_deleted(here: Path) -> None:
    fleet = CliRunner().invoke(main, ["cleanup", "--proof"])
    assert fleet.output.split(":")[0] == "OfflineSyncStarted", fleet.output
    named = CliRunner().invoke(main, ["cleanup", "EndSong", "--proof"])
    assert named.output == "EndSong is `active`: only of what is `deleted` absence can be proved.\n"
    assert (fleet.exit_code, named.exit_code) == (1, 1)
    for file in (here / "eventtypes").glob("*/OfflineSyncStarted.*"):
        file.unlink()
    assert CliRunner().invoke(main, ["cleanup", "--proof"]).exit_code == 0


@pytest.mark.parametrize(
    "arguments", ["--proof --yes", "--proof --plan x", "--proof --format json", "--yes --format json"]
)
def test_options_that_would_not_be_heeded_are_refused(here: Path, arguments: str) -> None:
    ran(f"cleanup {arguments}", 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--hold", "--hold is of what --newest stores"),
        ("--rejected 3", "--rejected says how many, and --producer whose"),
        ("--silent-for none", "'none' is for --reader and --newest"),
        ("--newest 101y", "longer ago than there are events"),
        ("--reader nobody", "'nobody' is no e-mail address"),
        ("--reader none --reader a@example.com", "name no one else beside it"),
        ("--silent-for soon", "a duration is a whole number and a unit"),
        ("--environment production", "'production' is a real environment."),
        ("Nothing", "there is no Event Type 'Nothing'"),
    ],
)
def test_traffic_that_makes_no_sense(here: Path, arguments: str, message: str) -> None:
    done = CliRunner().invoke(main, ["local", "traffic", *arguments.split()])
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
