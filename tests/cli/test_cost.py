"""`composer cost`: bills calculated by hand, comparisons, and what is refused."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from tests.cli.conftest import FIRST, TYPES, Fleet


def known(fleet: Fleet, kind: str = "gcs", retention: str = "100d") -> None:
    """An Event Type whose bill can be calculated on paper: 100 events of 1 MB a day, no processing to speak of."""
    fleet.edit(
        fleet.definition(), fleet.field("traffic"), "  traffic: {average: 100/d, peak: 200/d, event_size: 1MB}".strip()
    )
    fleet.edit(fleet.definition(), fleet.field("kind"), f"  kind: {kind}")
    fleet.edit(fleet.definition(), fleet.field("partitioning"), "  partitioning: daily")
    fleet.edit(fleet.definition(), fleet.field("retention"), f"  retention: {retention}")


def bill(fleet: Fleet, *arguments: str) -> dict[str, dict[str, object]]:
    actual = fleet.json("cost", "cost", FIRST, "--format", "json", *arguments)
    (cost,) = actual["costs"]
    return {line["price"]: line for line in cost["lines"]}


def test_a_bill_on_paper(fleet: Fleet) -> None:
    known(fleet)
    lines = bill(fleet)
    month = 100 * 1_000_000 * 365 / 12
    assert lines["pubsub.publish"]["quantity"] == pytest.approx(month / 2**40, abs=1e-6)
    assert lines["pubsub.publish"]["amount"] == "0.11"
    # landing 21 days, delivered 100 days of which 60 before a colder class, each 7 days more as deleted objects; files
    # are 0.4 of what was published, and 2% of what is cold is read back
    day = 100 * 1_000_000 * 0.4 / 2**30
    cold = (100 - 60 + 7) * day
    assert lines["storage.standard"]["quantity"] == pytest.approx((21 + 7 + 60) * day, abs=1e-6)
    assert lines["storage.nearline"]["quantity"] == pytest.approx(cold, abs=1e-6)
    assert lines["storage.read_nearline"]["quantity"] == pytest.approx(cold * 0.02, abs=1e-6)
    assert lines["storage.standard"]["amount"] == "0.07"


def test_a_table_is_charged_less_for_old_partitions(fleet: Fleet) -> None:
    known(fleet, "bigquery", "400d")
    lines = bill(fleet)
    day = 100 * 1_000_000 / 2**30
    assert lines["bigquery.active"]["quantity"] == pytest.approx(90 * day, abs=1e-6)
    assert lines["bigquery.long_term"]["quantity"] == pytest.approx(310 * day, abs=1e-6)
    assert "bigquery.long_term" not in bill(fleet, "--age", "30d")


def test_small_events_are_charged_as_whole_requests(fleet: Fleet) -> None:
    known(fleet)
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 1/s, peak: 2/s, event_size: 200B}")
    alone = 86_400 * 1000 * 365 / 12 / 2**40
    assert bill(fleet)["pubsub.publish"]["quantity"] == pytest.approx(alone, abs=1e-6)
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 2000/s, peak: 3000/s, event_size: 200B}")
    combined = 2000 * 86_400 * 200 * 365 / 12 / 2**40
    assert bill(fleet)["pubsub.publish"]["quantity"] == pytest.approx(combined, abs=1e-6)


def test_all_sums_of_the_fleet_agree(fleet: Fleet) -> None:
    actual = fleet.json("cost", "cost", "--format", "json")
    for sums in actual["by"].values():
        assert sum(map(Decimal, sums.values())) == Decimal(actual["total"])
    rows = list(csv.DictReader(io.StringIO(fleet.text("cost", "--format", "csv"))))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(actual["total"])
    assert len({row["name"] for row in rows if not row["name"].startswith("platform:")}) == TYPES


def test_the_delta_against_a_base(fleet: Fleet) -> None:
    known(fleet)
    before = fleet.json("cost", "cost", "--format", "json", "--base", "HEAD")
    assert before["compared"]["changes"][0]["name"] == FIRST
    now, then = Decimal(before["total"]), Decimal(before["compared"]["total_before"])
    assert Decimal(before["compared"]["delta"]) == now - then
    fleet.definition().unlink()
    (removed,) = fleet.json("cost", "cost", "--format", "json", "--base", "HEAD")["compared"]["changes"]
    assert (removed["name"], removed["after"]) == (FIRST, None)


def test_new_prices_change_what_everything_costs(fleet: Fleet) -> None:
    fleet.edit(fleet.root / "stacks/policy/prices.yaml", 'pubsub.publish: {price: "40"', 'pubsub.publish: {price: "80"')
    actual = fleet.json("cost", "cost", "--format", "json", "--base", "HEAD")["compared"]
    assert Decimal(actual["delta"]) > 0


def test_what_if(fleet: Fleet) -> None:
    known(fleet)
    actual = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.retention=1000d")
    known(fleet, retention="1000d")
    assert actual["total"] == fleet.json("cost", "cost", FIRST, "--format", "json")["total"]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ("storage.retention", "is a value of the definition"),
        ("storage.retention=long", "cannot be `long`"),
        ("storage.colour=red", "unknown key `colour`"),
        ("traffic.event_size=90MB", "do not fit a Pub/Sub message"),
        ("owner.name=x", "has no values inside"),
    ],
)
def test_what_no_definition_can_say_is_refused(fleet: Fleet, wish: str, message: str) -> None:
    result = fleet.run("cost", FIRST, "--what-if", wish)
    assert result.exit_code == 2
    assert message in result.output


def test_levers_are_what_the_what_ifs_say(fleet: Fleet) -> None:
    known(fleet)
    actual = fleet.json("cost", "cost", FIRST, "--format", "json")
    (year,) = [one for one in actual["levers"] if one["words"] == "kept 1y"]
    wish = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.retention=1y")
    assert (year["total"], year["delta"]) == (wish["total"], wish["compared"]["delta"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('  pubsub.publish: {price: "40"', "  pubsub.publish: {price: 40", "prices.yaml:"),
        ("  pubsub.publish:", "  pubsub.publishing:", "did you mean `pubsub.publish`?"),
        ("  compression:", "  compressed:", "did you mean `compression`?"),
        ("machines: e2", "machines: n2", "sizing.yaml:"),
        ("us-central1:", "us-central99:", "Google Cloud has no region `us-central99`"),
    ],
)
def test_prices_that_cannot_be_used_are_said_with_their_place(fleet: Fleet, old: str, new: str, message: str) -> None:
    fleet.edit(fleet.root / "stacks/policy/prices.yaml", old, new)
    result = fleet.run("cost")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    checked = fleet.run("check", "stacks")
    assert checked.exit_code == 1
    assert message in checked.stdout
    assert fleet.run("build").exit_code == 0  # nobody else needs prices


def test_without_prices_nothing_is_guessed(fleet: Fleet) -> None:
    (fleet.root / "stacks/policy/prices.yaml").unlink()
    assert fleet.run("cost").exit_code == 1
    assert fleet.run("check").exit_code == 0


@pytest.mark.parametrize(
    ("machine", "message"),
    [
        ("n2-standard-8", "`n2-standard-8` is none of the e2 machines"),
        ("e2-standrad-4", "the vCPUs and memory of `e2-standrad-4` are not known"),
    ],
)
def test_machines_without_prices_are_not_made_up(fleet: Fleet, machine: str, message: str) -> None:
    sizing = fleet.root / "stacks/policy/sizing.yaml"
    fleet.edit(sizing, "machine_type: e2-standard-4", f"machine_type: {machine}")
    for result in (fleet.run("cost"), fleet.run("check")):
        assert result.exit_code == 1
        assert message in " ".join((result.stdout + result.stderr).split())
        assert "--> stacks/policy/sizing.yaml:" in result.stdout + result.stderr


def test_a_machine_is_what_it_is_made_of(fleet: Fleet) -> None:
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 200/s, peak: 200/s, event_size: 1kB}")
    fleet.edit(
        fleet.root / "stacks/policy/sizing.yaml", "machine_type: e2-standard-4", "machine_type: e2-custom-6-3072"
    )
    lines = [
        line
        for line in fleet.json("cost", "cost", FIRST, "--format", "json")["costs"][0]["lines"]
        if line["facet"] == "etl"
    ]
    parts = {line["price"]: line["quantity"] for line in lines}
    assert parts["compute.vcpu"] == 2 * parts["compute.memory"]  # 6 vCPUs, 3 GiB


def test_what_some_cannot_be_is_asked_of_the_others(fleet: Fleet) -> None:
    known(fleet, "bigquery", "400d")
    fleet.edit(fleet.definition(), fleet.field("partitioning"), "  partitioning: hourly")
    fleet.edit(fleet.definition(), fleet.field("retention"), "  retention: 300d")
    actual = fleet.json("cost", "cost", "--format", "json", "--what-if", "storage.retention=10y")["compared"]
    kept = {one["name"]: one["why"] for one in actual["kept"]}
    assert "hourly partitions are needed" in kept[FIRST]
    assert FIRST not in {change["name"] for change in actual["changes"]}
    assert "As they are, since they cannot be that: " in fleet.text("cost", "--what-if", "storage.retention=10y")


def test_month_by_month(fleet: Fleet) -> None:
    actual = fleet.json("cost", "cost", "--by", "month", "--format", "json")
    totals = [Decimal(month["total"]) for month in actual["months"]]
    assert totals == sorted(totals)
    assert (actual["months"][-1]["month"], totals[-1]) == (None, Decimal(actual["total"]))
    first = fleet.json("cost", "cost", "--age", "30d", "--format", "json")
    assert (actual["months"][0]["month"], totals[0]) == (1, Decimal(first["total"]))
    rows = list(csv.DictReader(io.StringIO(fleet.text("cost", "--by", "month", "--format", "csv"))))
    assert [Decimal(row["amount"]) for row in rows] == totals
    assert fleet.run("cost", "--by", "month", "--age", "1y").exit_code == 2
    assert "full" in fleet.text("cost", "--by", "month")


def test_a_bound_changes_only_what_is_beyond_it(fleet: Fleet) -> None:
    known(fleet, retention="100d")
    total = fleet.json("cost", "cost", FIRST, "--format", "json")["total"]
    same = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.retention<=1y")
    assert same["compared"]["delta"] == "0.00"
    assert same["total"] == total
    capped = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.retention<=50d")
    set_to = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.retention=50d")
    assert capped["total"] == set_to["total"] != total
    raised = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "traffic.average>=150/d")
    assert raised["compared"]["delta"] != "0.00"
    settled = fleet.json("cost", "cost", FIRST, "--format", "json", "--what-if", "storage.landing_retention<=365d")
    assert settled["compared"]["delta"] == "0.00"
    refused = fleet.run("cost", "--what-if", "storage.retention<=soon")
    assert refused.exit_code == 2
    assert "nothing that can be a bound" in refused.output
