"""What importance, storage, money and the lifecycle make of one Event Type, held as differences from its simplest form.

A golden graph each would repeat itself a dozen times. These say only what a combination adds, changes and takes away, so
that a change of policy is read in a few lines.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer import pipeline
from composer.costs.what_if import Change, changed
from composer.graph.graph_changes import Create, Delete, Replace, Update, diff, subject
from composer.graph.properties import ABSENT, dotted
from composer.model import Importance, State
from composer.repository import Repository
from composer.spec.storage import KINDS
from tests.graphs import discovery_oracle, sdk_oracle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import ResourceGraph
    from composer.graph.properties import PropertyChange
    from composer.stages import Settled

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "combinations"
EXAMPLE = "PaymentSettled"
"""It has a key, two tiers of readers and a field of every kind of type."""
STORAGE = {kind: {"kind": kind, "partitioning": "hourly", "retention": "90d"} for kind in KINDS}
MONEY = {"money": True, "no_money": False}
COMBINATIONS = tuple(product(Importance, STORAGE, MONEY))
SIMPLEST = (Importance.LOW, "gcs", "no_money")
KEPT_AS_ICEBERG = {"iceberg-archived", "iceberg-deleted"}
SPEEDS = {
    "little": {"average": "300/h", "peak": "700/h", "event_size": "900B"},
    "much": {"average": "2000/s", "peak": "9000/s", "event_size": "900B"},
}
"""Machines follow the backlog of the first, and their processors at the second."""
STATES = tuple(state for state in State if state is not State.ACTIVE)


@cache
def settled() -> Settled:
    return pipeline.settle(Repository(ROOT), "local")


@cache
def graph(
    importance: Importance, storage: str, money: str, state: State = State.ACTIVE, speed: str = ""
) -> ResourceGraph:
    results = settled()
    assert results.environment is not None
    assert results.policies is not None
    values = {
        "importance": importance.value,
        "storage": STORAGE[storage],
        "finance_bearing": MONEY[money],
        "lifecycle": {"state": state.value, **({"sunset": "2030-01-31"} if state is State.DEPRECATED else {})},
    }
    values |= {"traffic": SPEEDS[speed]} if speed else {}
    changes = tuple(Change((key,), value, f"{key}={value}") for key, value in values.items())
    event, document = results.event_types[EXAMPLE], results.documents[EXAMPLE]
    return changed(event, document, changes, results.environment, results.policies)[1]


def differences(before: ResourceGraph, after: ResourceGraph) -> Iterator[str]:
    """A line a resource, by role, and one below it for each property."""
    for change in sorted(diff(before, after), key=lambda change: subject(change).role):
        resource = subject(change)
        match change:
            case Create():
                yield f"+ {resource.role}"
            case Delete():
                yield f"- {resource.role}"
            case Update(properties=properties) | Replace(properties=properties):
                yield f"{'~' if isinstance(change, Update) else '!'} {resource.role}"
                for one in properties:
                    yield f"    {dotted(one.path)}: {_text(one)}"


def _text(change: PropertyChange) -> str:
    if change.after is ABSENT:
        return "gone"
    before = "nothing" if change.before is ABSENT else json.dumps(change.before)
    return f"{before} -> {json.dumps(change.after)}"


def held(name: str, before: ResourceGraph, after: ResourceGraph, accept: bool) -> None:
    file, now = GOLDEN / f"{name}.txt", "".join(f"{line}\n" for line in differences(before, after))
    if accept:
        file.parent.mkdir(exist_ok=True)
        file.write_text(now)
    message = "what this makes of an Event Type changed; if that is what you meant: pytest tests/graphs --accept"
    assert file.exists(), message
    assert file.read_text() == now, message


@pytest.mark.parametrize(("importance", "storage", "money"), [one for one in COMBINATIONS if one != SIMPLEST])
def test_a_combination_differs_as_it_is_written(importance: Importance, storage: str, money: str, accept: bool) -> None:
    held(f"{importance.value}-{storage}-{money}", graph(*SIMPLEST), graph(importance, storage, money), accept)


@pytest.mark.parametrize("state", STATES)
def test_a_state_differs_as_it_is_written(state: State, accept: bool) -> None:
    active = (Importance.HIGH, "bigquery", "money")
    held(f"state-{state.value}", graph(*active), graph(*active, state), accept)


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DELETED])
def test_what_an_iceberg_table_keeps_differs_as_it_is_written(state: State, accept: bool) -> None:
    active = (Importance.LOW, "iceberg", "no_money")
    held(f"iceberg-{state.value}", graph(*active), graph(*active, state), accept)


GRAPHS = (
    *COMBINATIONS,
    *((Importance.HIGH, "bigquery", "money", state) for state in STATES),
    *((Importance.LOW, "gcs", "no_money", State.ACTIVE, speed) for speed in SPEEDS),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GRAPHS), st.sampled_from(GRAPHS))
@example(GRAPHS[-1], GRAPHS[-2])
def test_no_change_of_a_definition_relies_on_taking_away_what_the_server_keeps(
    before: tuple[Importance, str, str], after: tuple[Importance, str, str]
) -> None:
    """Where a resource stays, what the server may choose is stated again, or switched off by a value (decision 61)."""
    changes = [change for change in diff(graph(*before), graph(*after)) if isinstance(change, Update)]
    left = [f"{change.after.id} {dotted(one.path)}" for change in changes for one in change.properties if one.stays]
    assert left == []


def test_the_law_sees_both_signals_of_autoscalers() -> None:
    signals = [
        {*resource.inputs["autoscaling_policy"]} & {"metrics", "cpu_utilization"}
        for speed in SPEEDS
        for resource in graph(*SIMPLEST, State.ACTIVE, speed).resources
        if resource.role == "etl-autoscaler"
    ]
    assert signals == [{"metrics"}, {"cpu_utilization"}]


def test_no_combination_is_left_over() -> None:
    expected = {f"{importance.value}-{storage}-{money}" for importance, storage, money in COMBINATIONS}
    expected.remove("-".join(SIMPLEST))
    assert {file.stem for file in GOLDEN.iterdir()} == expected | {
        f"state-{state.value}" for state in STATES
    } | KEPT_AS_ICEBERG


@pytest.mark.parametrize(
    "expected",
    [*COMBINATIONS, *((Importance.HIGH, "bigquery", "money", state) for state in STATES)],
    ids=lambda expected: "-".join(str(part) for part in expected),
)
def test_every_combination_is_one_that_google_takes(expected: tuple[Importance, str, str]) -> None:
    resources = graph(*expected).resources
    refused = [
        f"{resource.id} {refusal}"
        for resource in resources
        for refusal in (
            *sdk_oracle.object_refusals(resource.inputs, sdk_oracle.arguments(resource.type), "inputs"),
            *discovery_oracle.refusals(resource.type, resource.inputs),
        )
    ]
    assert refused == []
    roles = {resource.role for resource in resources}
    assert ("dead-letter-topic" in roles) <= ("dead-letter-subscription" in roles), "dead letters would be lost"
