"""The plan says what its changes cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from composer import pipeline
from composer.cli import engine_run
from composer.ledger import Ledger, Record
from composer.repository import Repository
from tests.cli.conftest import FIRST, Fleet, fleet

__all__ = ["fleet"]


def test_against_a_base_the_plan_says_what_cost_says(fleet: Fleet) -> None:
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 900/s, peak: 9000/s, event_size: 1kB}")
    fleet.edit(fleet.definition(), fleet.field("owner"), "owner: ads")
    plan = fleet.json("plan", "plan", "--base", "HEAD", "--format", "json")
    cost = fleet.json("cost", "cost", "--base", "HEAD", "--format", "json")
    assert plan["cost"] == {"monthly": cost["compared"]["delta"], "currency": "USD"}
    assert "USD a month, once storage is full" in fleet.text("plan", "--base", "HEAD")
    assert "USD a month, once storage is full" in fleet.text("plan", "--base", "HEAD", "--format", "markdown")


def test_a_new_event_type_costs_all_that_it_costs(fleet: Fleet) -> None:
    actual = fleet.json("plan", "plan", FIRST, "--format", "json")["cost"]
    costs = fleet.json("cost", "cost", "--format", "json")["costs"]
    expected = [Decimal(cost["total"]) for cost in costs if cost["name"] in {FIRST, "platform:local-1"}]
    assert Decimal(actual["monthly"]) == sum(expected)


def test_without_prices_a_plan_is_still_a_plan(fleet: Fleet) -> None:
    (fleet.root / "stacks/policy/prices.yaml").unlink()
    assert fleet.json("plan", "plan", FIRST, "--format", "json")["cost"] is None


def applied(fleet: Fleet, *, declared: bool) -> None:
    """What `up` leaves in the ledger; an older composer's did not keep what was declared."""
    settled = pipeline.check(pipeline.settle(Repository(fleet.root)))
    assert settled.environment is not None
    for expected in engine_run.in_order(pipeline.compiled(settled)):
        actual = expected.declared if declared else {}
        record = Record(expected.owner, "", expected.graph, "", "", "", 0, "", "", "", "", declared=actual)
        Ledger.of(settled.environment).write(record)


@pytest.mark.parametrize("declared", [True, False])
def test_the_ledger_knows_what_traffic_was_declared(fleet: Fleet, declared: bool) -> None:
    applied(fleet, declared=declared)
    fleet.edit(fleet.definition(), fleet.field("traffic"), "traffic: {average: 900/s, peak: 9000/s, event_size: 1kB}")
    plan = fleet.json("plan", "plan", "--format", "json")["cost"]
    cost = fleet.json("cost", "cost", "--base", "HEAD", "--format", "json")["compared"]
    assert (plan["monthly"] == cost["delta"]) == declared
