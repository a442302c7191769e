"""What each state of the lifecycle has, what leaves with a step, and what stays in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.facets import FACETS
from composer.facets.facet_context import Context
from composer.graph.graph_changes import Create, Delete, diff, subject
from composer.graph.unprotected import is_unprotected
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.model import Importance, Lifecycle, State
from composer.model.lifecycle import LEFT_TO_CLEANUP, NOTHING_BUT_HELD, TRANSITIONS, Remover, Transition
from composer.model.storage.lookup import settled_type
from composer.plans import provenance
from composer.plans.retained import leaving, left, with_retained
from tests.graphs.test_combinations import EXAMPLE, STORAGE, graph, settled

if TYPE_CHECKING:
    from composer.graph import ResourceGraph

STORED = sorted(STORAGE)
SHRINKING = [step for step in TRANSITIONS if step.removed(Remover.CLEANUP)]


def state_graph(storage: str, state: State) -> ResourceGraph:
    return graph(Importance.HIGH, storage, "money", state)


def roles(result: ResourceGraph, *, protected: bool | None = None) -> set[str]:
    return {one.role for one in result.resources if protected in {None, one.protect}}


def test_what_is_protected_is_what_the_table_leaves_to_cleanup() -> None:
    environment, policies, event = settled().environment, settled().policies, settled().event_types[EXAMPLE]
    assert environment is not None
    assert policies is not None
    stored = (replace(event, storage=settled_type(kind).simplest(event.storage)) for kind in STORED)
    contexts = [Context(one, environment, environment.cell(event.cell), policies) for one in stored]
    for name, facet in FACETS.items():
        kinds = {resource.type for context in contexts for resource in facet.resources(context)}
        held = set(LEFT_TO_CLEANUP.get(name, {}))
        assert (kinds <= held) == (name in NOTHING_BUT_HELD), name
    protected = {one.type for storage in STORED for one in state_graph(storage, State.ACTIVE).resources if one.protect}
    assert protected == {kind for kinds in LEFT_TO_CLEANUP.values() for kind in kinds}


@pytest.mark.parametrize("storage", STORED)
@pytest.mark.parametrize("step", SHRINKING, ids=lambda step: f"{step.source}-{step.target}")
def test_a_step_that_shrinks_removes_what_can_be_made_again_and_leaves_the_rest(step: Transition, storage: str) -> None:
    before, expected = state_graph(storage, step.source), state_graph(storage, step.target)
    applied = leaving(before, expected, step.target)
    removed = {subject(change).role for change in diff(before, applied) if isinstance(change, Delete)}
    held = roles(before, protected=True) - roles(expected)
    assert held
    assert held <= roles(applied)
    assert removed
    assert not removed & roles(before, protected=True)
    assert leaving(applied, expected, step.target) == applied, "what is left is left by the next run, too"


def test_an_archived_subscription_keeps_its_topic_and_loses_its_publisher() -> None:
    before = state_graph("gcs", State.DRAINING)
    archived = leaving(before, state_graph("gcs", State.ARCHIVED), State.ARCHIVED)
    kept = roles(archived) - roles(state_graph("gcs", State.ARCHIVED))
    stream = {"schema", "topic", "etl-subscription", "dead-letter-topic", "dead-letter-subscription"}
    assert kept == stream | {"etl-account", "processing-account"}


@pytest.mark.parametrize("storage", STORED)
def test_accounts_that_nobody_works_as_any_more_are_switched_off_and_stay(storage: str) -> None:
    before = state_graph(storage, State.DRAINING)
    archived = leaving(before, state_graph(storage, State.ARCHIVED), State.ARCHIVED)
    needed = roles(state_graph(storage, State.ARCHIVED))
    accounts = [one for one in archived.resources if one.type == ACCOUNT.token and one.role not in needed]
    assert accounts
    assert all(one.inputs["disabled"] is True for one in accounts)
    again = leaving(archived, state_graph(storage, State.ACTIVE), State.ACTIVE)
    assert not [one for one in again.resources if one.type == ACCOUNT.token and one.inputs.get("disabled")]


@pytest.mark.parametrize("storage", STORED)
def test_what_is_being_removed_is_neither_protected_again_nor_deleted(storage: str) -> None:
    before, expected = state_graph(storage, State.ARCHIVED), state_graph(storage, State.DELETED)
    begun = {one.id for one in left(before, expected, State.DELETED)}
    assert begun
    removing = leaving(before, expected, State.DELETED, begun)
    mine = [one for one in removing.resources if one.id in begun]
    assert {one.id for one in mine} == begun
    assert all(map(is_unprotected, mine))
    assert not any(map(is_unprotected, (one for one in before.resources if one.protect)))
    for later in ((), begun):
        assert leaving(removing, expected, State.DELETED, later) == removing


def test_buckets_of_a_tombstone_stay_under_their_key() -> None:
    archived = state_graph("gcs", State.ARCHIVED)
    deleted = leaving(archived, state_graph("gcs", State.DELETED), State.DELETED)
    assert roles(deleted) == {"registration", "landing-bucket", "delivered-bucket", "key", "key-storage-agent"}


def test_what_comes_back_is_what_was_left() -> None:
    archived = leaving(state_graph("gcs", State.DRAINING), state_graph("gcs", State.ARCHIVED), State.ARCHIVED)
    active = state_graph("gcs", State.ACTIVE)
    changes = diff(archived, leaving(archived, active, State.ACTIVE))
    made = {subject(change).role for change in changes if isinstance(change, Create)}
    assert made == roles(active) - roles(archived)
    assert not any(isinstance(change, Delete) for change in changes)


def test_another_kind_of_storage_is_no_step_of_the_lifecycle() -> None:
    gcs, bigquery = state_graph("gcs", State.ACTIVE), state_graph("bigquery", State.ACTIVE)
    assert leaving(gcs, bigquery, State.ACTIVE) == bigquery, "nothing is left in silence: `up` refuses this"


@pytest.mark.parametrize("simulated", [True, False])
def test_a_simulated_environment_keeps_what_a_real_one_keeps(simulated: bool) -> None:
    results = settled()
    assert results.environment is not None
    event = results.event_types[EXAMPLE]
    there = replace(
        results,
        environment=replace(results.environment, simulated=simulated),
        event_types={EXAMPLE: replace(event, lifecycle=Lifecycle(State.ARCHIVED))},
    )
    before, after = state_graph("gcs", State.DRAINING), state_graph("gcs", State.ARCHIVED)
    applied = with_retained(there, {EXAMPLE: before}, {EXAMPLE: after})[EXAMPLE]
    assert "etl-subscription" in roles(applied)


def test_what_an_archived_dataset_lost_is_put_down_to_its_state() -> None:
    results = settled()
    assert results.environment is not None
    assert results.policies is not None
    event = results.event_types[EXAMPLE]
    for state in (State.ACTIVE, State.ARCHIVED):
        there = replace(event, lifecycle=Lifecycle(state))
        known = provenance.sources(there, results.environment, results.policies)
        assert ("lifecycle", "state") in provenance.causes(known, "dataset", ("accesses",))
        assert ("lifecycle", "state") not in provenance.causes(known, "table", ("schema",))
