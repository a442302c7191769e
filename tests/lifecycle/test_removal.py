"""Removal in steps: unprotected first, then dropped, and nothing while something holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.graph.unprotected import is_unprotected
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.storage.bucket import BUCKET
from composer.ledger import Record
from composer.ledger.former import as_since, carried_on
from composer.lifecycle.removal import Contents, Steps, steps
from composer.model import Importance, State
from composer.plans.retained import leaving, left
from tests.graphs.test_combinations import EXAMPLE, graph

NOW = datetime(2027, 5, 1, tzinfo=UTC)
DRAINING, DELETED = (
    graph(Importance.HIGH, "gcs", "money", State.DRAINING),
    graph(Importance.HIGH, "gcs", "money", State.DELETED),
)
DUE = tuple(one.id for one in left(DRAINING, DELETED, State.DELETED))


def record(before: Record | None, state_graph, now: datetime) -> Record:
    """The ledger's record after a run, as the engine writes it."""
    time, old = now.isoformat(timespec="seconds"), before.graph if before else None
    made = Record(EXAMPLE, f"real.{EXAMPLE}", state_graph, "", "", "", 1, "", time, "", "")
    return replace(
        made,
        former=carried_on(before.former if before else (), old, state_graph, time),
        since=as_since(before.since if before else {}, old, state_graph, time),
    )


def run(old: Record, due, dropped, now: datetime) -> Record:
    applied = leaving(old.graph, DELETED, State.DELETED, due, dropped)
    return record(old, applied, now)


def full(old: Record) -> dict[str, Contents]:
    return {one.id: Contents(7, 700) for one in old.graph.resources if one.type == BUCKET.token}


def started() -> Record:
    first = record(None, DRAINING, NOW - timedelta(days=90))
    return record(first, leaving(DRAINING, DELETED, State.DELETED), NOW)


def test_nothing_is_dropped_that_was_not_unprotected_before() -> None:
    first = steps(started(), DUE, DUE, {}, NOW + timedelta(days=9))
    assert {one.id for one in first.unprotect} == {one for one in DUE if "account" not in one}
    assert all(one.type == ACCOUNT.token for one in first.drop)


def test_accounts_rest_for_a_day_from_when_they_were_disabled() -> None:
    for hours, rests in ((0, True), (23, True), (24, False)):
        done = steps(started(), DUE, DUE, {}, NOW + timedelta(hours=hours))
        accounts = [one for one in done.wait if one.resource.type == ACCOUNT.token]
        assert bool(accounts) is rests, hours
        assert all(one.until == "2027-05-02T00:00:00+00:00" for one in accounts)


def test_a_bucket_waits_until_it_is_empty_and_its_key_with_it() -> None:
    later = NOW + timedelta(days=9)
    second = run(started(), DUE, (), later)
    held = steps(second, DUE, DUE, full(second), later)
    waiting = {one.resource.role: one.why for one in held.wait}
    assert waiting["delivered-bucket"].startswith("it holds 7 objects (700 B), which")
    assert "soft delete keeps, and bills, each for" in waiting["delivered-bucket"]
    assert waiting["key"].endswith("-bucket still needs it")
    unseen = {name: Contents(complete=False, refusal="you may not") for name in full(second)}
    assert (
        "you may not"
        in {one.resource.role: one.why for one in steps(second, DUE, DUE, unseen, later).wait}["landing-bucket"]
    )
    empty = steps(second, DUE, DUE, {name: Contents() for name in full(second)}, later)
    assert {one.id for one in empty.drop} == set(DUE)
    assert not empty.wait


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(st.sets(st.sampled_from(DUE)), max_size=4),
    emptied=st.integers(0, 5),
    choice=st.sets(st.sampled_from(DUE), min_size=1),
)
def test_whatever_is_killed_a_removal_ends_and_never_drops_what_it_should_not(cuts, emptied: int, choice) -> None:
    """`cuts`: what of each run was done when it was killed. Only what is due goes, each once unprotected."""
    at, now = started(), NOW
    for turn in range(12):
        now += timedelta(hours=25)
        todo = steps(at, DUE, choice, full(at) if turn < emptied else {}, now)
        done = cuts[turn] if turn < len(cuts) else set(DUE)
        assert all(is_unprotected(one) for one in todo.drop)
        assert {one.id for one in todo.drop} <= choice
        begun = {one.id for one in at.graph.resources if is_unprotected(one)} | {
            one.id for one in todo.unprotect
        } & done
        at = run(at, begun & choice, {one.id for one in todo.drop} if turn >= len(cuts) else (), now)
        assert set(DUE) - choice <= at.graph.ids
        assert leaving(at.graph, DELETED, State.DELETED, begun & choice) == at.graph, "`up` changes nothing in between"
    needed = {one for one in choice if one in at.graph.ids}
    still = steps(at, DUE, choice, {}, now)
    assert needed == {one.resource.id for one in still.wait}, "only what something else cannot be without stays"
    assert (Steps() == still) is (not needed)
