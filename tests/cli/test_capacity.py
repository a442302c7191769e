"""`composer capacity` and the placing half of `check --fix`, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.capacity.demand import QUANTITIES
from composer.kinds import KINDS
from composer.policy import loading
from composer.repository import Repository
from tests.cli.conftest import FIRST, TYPES, Fleet, generate

if TYPE_CHECKING:
    from pathlib import Path

SECOND = '  - {name: local-2, project: composer-local-2, project_number: "100000000002", region: europe-west1}\n'


def second_cell(fleet: Fleet, quotas: str = "") -> None:
    fleet.edit(
        fleet.root / "stacks/environments/local.yaml",
        "    region: europe-west1\n",
        f"    region: europe-west1\n{quotas}{SECOND}",
    )


def test_counts_are_those_of_the_graphs(fleet: Fleet) -> None:
    actual = fleet.json("capacity", "capacity", "--format", "json")
    (cell,) = actual["cells"]
    assert cell["event_types"] == sorted(generate.name(index) for index in range(TYPES))
    topics = next(row for row in actual["quotas"] if row["limit"] == "pubsub.topics")
    assert (topics["used"], topics["left"]) == (2 * TYPES, 10_000 - 2 * TYPES)
    assert [row["share"] for row in actual["quotas"]] == sorted(
        (row["share"] for row in actual["quotas"]), reverse=True
    )
    rooms = {row["limit"]: row["room_for_event_types"] for row in actual["quotas"]}
    assert rooms[actual["binds_first"]["limit"]] == min(room for room in rooms.values() if room is not None)


def test_traffic_follows_from_the_definition(fleet: Fleet) -> None:
    for index in range(1, TYPES):
        fleet.definition(generate.name(index)).unlink()
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 10/s, peak: 1000/s, event_size: 500B}")
    fleet.edit(fleet.definition(), fleet.field("retention"), "  retention: 10d")
    (cell,) = fleet.json("capacity", "capacity", "--format", "json")["cells"]
    actual = cell["quantities"]
    assert actual["traffic.peak_bytes"] == 500_000
    assert actual["traffic.day_events"] == 864_000
    assert actual["traffic.day_bytes"] == 432_000_000
    assert actual["storage.delivered_bytes"] == 4_320_000_000
    assert actual["storage.landing_bytes"] == 21 * 432_000_000


def test_growth_gives_days_and_the_first_of_them(fleet: Fleet) -> None:
    actual = fleet.json("capacity", "capacity", "--format", "json", "--growth", "2x/year", "--today", "2026-01-01")
    topics = next(row for row in actual["quotas"] if row["limit"] == "pubsub.topics")
    assert topics["full_on"] == "2035-09-12"  # 12 topics of 10,000: 9.703 doublings
    assert "is the first to be full, on" in fleet.text("capacity", "--growth", "2x/year")


def test_new_event_types_are_placed_and_nothing_moves(fleet: Fleet) -> None:
    second_cell(fleet, "    quotas: {pubsub.topics: 4}\n")
    assert fleet.run("check").exit_code == 1
    assert "in none of the 2 cells" in fleet.run("check").stdout
    fixed = fleet.run("check", "--fix")
    assert (fixed.exit_code, f"places {TYPES} Event Types" in fixed.stderr) == (0, True), fixed.output
    record = fleet.root / "stacks/placements/local.yaml"
    lines = [line for line in record.read_text().splitlines() if line.startswith("  ")]
    assert [line.rpartition(" ")[2] for line in lines] == ["local-1"] * 2 + ["local-2"] * (TYPES - 2)
    before = record.read_text()
    assert fleet.run("check", "--fix").exit_code == 0
    assert record.read_text() == before
    (first, second) = fleet.json("capacity", "capacity", "--format", "json")["cells"]
    assert (len(first["event_types"]), len(second["event_types"])) == (2, TYPES - 2)


def test_what_fits_nowhere_is_said_and_counted(fleet: Fleet) -> None:
    second_cell(fleet)
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 1/s, peak: 9000000/s, event_size: 4kB}")
    result = fleet.run("check", "--fix")
    assert result.exit_code == 1
    assert f"`{FIRST}` alone takes 36.0 GB/s of pubsub.publish_large_region" in " ".join(result.stdout.split())
    assert f"In no cell yet: {FIRST};" in fleet.text("capacity")


def test_a_broken_definition_hides_no_numbers(fleet: Fleet) -> None:
    fleet.edit(fleet.definition(), fleet.field("owner"), "owner: nobody-of-that-name")
    actual = fleet.json("capacity", "capacity", "--format", "json")
    assert (actual["event_types"], actual["left_out"]) == (TYPES - 1, [FIRST])


def test_everything_that_limits_count_exists(root: Path) -> None:
    policies, _ = loading.load(Repository(root))
    assert policies is not None
    counted = {limit.counts for limit in policies.limits.values() if limit.counts}
    waiting = ("gcp:compute/", "gcp:serviceaccount/", "gcp:cloudscheduler/", "gcp:projects/")
    assert {one for one in counted - set(QUANTITIES) - set(KINDS) if not one.startswith(waiting)} == set()
    assert {limit.per for limit in policies.limits.values() if limit.counts} == {"project", "region", "event-type"}
