"""How long a destroyed version of a key can be restored is stated where each key is made, and never by accident later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.facets import compile_graph
from composer.graph import build_graph
from composer.graph.graph_changes import Replace, Update, diff
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.repository import Repository
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.stages import Checked

RESTORABLE = "destroy_scheduled_duration"


@pytest.fixture(scope="module")
def checked() -> Checked:
    return pipeline.check(pipeline.settle(Repository(Path(__file__).parents[2]), "local"))


def keyed(checked: Checked, days: int) -> ResourceGraph:
    """The graph of an Event Type that has a key, under a policy of so many days."""
    storage = replace(checked.policies.storage, key_restorable=Seconds(days * DAY))
    event = checked.event_types["PaymentSettled"]
    return compile_graph(event, checked.environment, replace(checked.policies, storage=storage))


def changed(before: ResourceGraph, after: ResourceGraph) -> list[Any]:
    return [one for one in diff(before, after) if one.after.type == CRYPTO_KEY.token]


def test_every_key_states_it(checked: Checked) -> None:
    keys = [one for graph in checked.graphs.values() for one in graph.resources if one.type == CRYPTO_KEY.token]
    assert keys
    assert {one.inputs[RESTORABLE] for one in keys} == {"2592000s"}


def test_keys_that_were_made_without_it_stay(checked: Checked) -> None:
    """Google gave them 30 days: to state those replaces nothing."""
    after = keyed(checked, 30)
    bare = [
        replace(one, inputs={name: value for name, value in one.inputs.items() if name != RESTORABLE})
        for one in after.resources
    ]
    before = build_graph(after.owner, bare)
    assert all(isinstance(one, Update) for one in changed(before, after))


def test_another_policy_would_replace_keys_that_are_there(checked: Checked) -> None:
    """Which is a loss (ET806), so `up` stops."""
    (change,) = changed(keyed(checked, 30), keyed(checked, 60))
    assert isinstance(change, Replace)
