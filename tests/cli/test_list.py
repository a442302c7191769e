"""`composer list`: which Event Types there are, and which are whose."""

from __future__ import annotations

import pytest

from composer.cli.list import FILTERS
from composer.model import Importance, State
from composer.spec.storage import KINDS
from tests.cli.conftest import FIRST, TYPES, Fleet

VALUES = [
    *(("state", one.value) for one in State),
    *(("importance", one.value) for one in Importance),
    *(("storage", one) for one in KINDS),
]


def names(fleet: Fleet, *arguments: str) -> list[str]:
    return [one["name"] for one in fleet.json("list", "list", "--format", "json", *arguments)["event_types"]]


def test_the_whole_fleet_with_what_it_costs(fleet: Fleet) -> None:
    document = fleet.json("list", "list", "--format", "json")
    assert len(document["event_types"]) == TYPES
    costs = {one["name"]: one["total"] for one in fleet.json("cost", "cost", "--format", "json")["costs"]}
    for one in document["event_types"]:
        assert one["cost_a_month"] == costs[one["name"]]
        assert fleet.root.joinpath(one["file"]).read_text().splitlines()[one["line"] - 1].startswith("event_type:")
    assert document["unread"] == 0


def test_every_filter_keeps_what_has_the_value(fleet: Fleet) -> None:
    every = fleet.json("list", "list", "--format", "json")["event_types"]
    first = every[0]
    values = {**first, "storage": first["storage"]["kind"]}
    for kind in ("owner", "domain", "importance", "state", "storage", "cell"):
        kept = [
            one["name"] for one in every if (one["storage"]["kind"] if kind == "storage" else one[kind]) == values[kind]
        ]
        assert names(fleet, f"--{kind}", values[kind]) == kept
    assert names(fleet, FIRST[:3] + "*", FIRST) == [one["name"] for one in every if one["name"].startswith(FIRST[:3])]


def test_two_values_of_one_filter_keep_both(fleet: Fleet) -> None:
    every = fleet.json("list", "list", "--format", "json")["event_types"]
    owners = sorted({one["owner"] for one in every})[:2]
    asked = [word for owner in owners for word in ("--owner", owner)]
    assert names(fleet, *asked) == [one["name"] for one in every if one["owner"] in owners]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        *((["--" + kind, "nothing"], "no Event Type can have 'nothing'. There are: ") for kind in FILTERS),
        (["--state", "archive"], "Did you mean 'archived'?"),
        (["Nothing"], "no Event Type 'Nothing'"),
    ],
)
def test_what_nothing_can_have_is_told(fleet: Fleet, arguments: list[str], message: str) -> None:
    result = fleet.run("list", *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_what_nothing_has_today_is_no_mistake(fleet: Fleet) -> None:
    counts = {(kind, value): len(names(fleet, f"--{kind}", value)) for kind, value in VALUES}
    nobody = next([f"--{kind}", value] for (kind, value), count in counts.items() if not count)
    assert fleet.text("list", *nobody).startswith(f"None of {TYPES} Event Types has what was asked for")
    for kind in {kind for kind, _ in VALUES}:
        assert sum(count for (other, _), count in counts.items() if other == kind) == TYPES


def test_a_broken_definition_hides_nothing_else(fleet: Fleet) -> None:
    path = fleet.definition()
    path.write_text("event_type: [\n")
    document = fleet.json("list", "list", "--format", "json")
    assert len(document["event_types"]) == TYPES - 1
    assert document["unread"] == 1
    assert "1 definition cannot be read and is not listed" in fleet.text("list")


def test_the_most_expensive_first(fleet: Fleet) -> None:
    costs = [
        float(one["cost_a_month"])
        for one in fleet.json("list", "list", "--sort", "cost", "--format", "json")["event_types"]
    ]
    assert costs == sorted(costs, reverse=True)
