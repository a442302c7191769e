"""Somebody is told what a project costs while the month lasts, by mail that wakes nobody up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from composer.kinds.billing.budget import BUDGET, CHANNELS
from composer.model import Channel, Environment, Policies
from composer.model.environment import Cell
from composer.platform import compile_platform
from composer.policy import basis
from composer.repository import Repository


@pytest.fixture(scope="module")
def production() -> tuple[Environment, Policies]:
    read, _ = basis.read(Repository(Path(__file__).parents[2]), "production")
    assert isinstance(read, basis.Basis)
    return read.environment, read.policies


def budgets(environment: Environment, policies: Policies) -> list[dict]:
    graphs = [compile_platform(environment, cell, policies) for cell in environment.cells]
    return [dict(one.inputs) for graph in graphs for one in graph.resources if one.type == BUDGET.token]


def test_each_project_has_one_whatever_cells_it_has(production) -> None:
    environment, policies = production
    first = environment.cells[0]
    cells = (first, replace(first, name="production-2"), Cell("two", "another-project", "400000000001", "us-east1"))
    filters = [one["budget_filter"]["projects"] for one in budgets(replace(environment, cells=cells), policies)]
    assert sorted(filters) == [["projects/300000000001"], ["projects/400000000001"]]


def test_it_is_told_to_mail_that_wakes_nobody(production) -> None:
    environment, policies = production
    (one,) = budgets(environment, policies)
    (told,) = one["all_updates_rule"]["monitoring_notification_channels"]
    assert "channel-ticket" in str(told)
    slack = tuple(Channel(channel.name, "slack", {}) for channel in environment.channels)
    (one,) = budgets(replace(environment, channels=slack), policies)
    assert "all_updates_rule" not in one, "Google takes no other channels here; administrators are told all the same"


def test_no_more_channels_than_a_budget_takes(production) -> None:
    environment, policies = production
    names = tuple(f"c{index}" for index in range(CHANNELS + 2))
    channels = tuple(Channel(name, "email", {"email_address": f"{name}@example.com"}) for name in names)
    high = replace(policies.reliability["high"], channels=names)
    policies = replace(policies, reliability={**policies.reliability, "high": high})
    (one,) = budgets(replace(environment, channels=channels), policies)
    assert len(one["all_updates_rule"]["monitoring_notification_channels"]) == CHANNELS


def test_none_where_nobody_said_what_it_may_cost(production) -> None:
    environment, policies = production
    assert budgets(replace(environment, budget=None), policies) == []
