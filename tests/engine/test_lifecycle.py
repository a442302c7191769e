"""An Event Type moves through its life with the real engine: what a state no longer has goes, what holds data stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.engine.desired import Desired, Request
from composer.engine.failures import EngineFailedError
from composer.engine.fleet_run import run
from composer.engine.job import Job
from composer.engine.stack_change import refuse_losses
from composer.model import Importance, State
from composer.pipeline import build, check
from composer.plans.retained import leaving
from tests.graphs.test_combinations import EXAMPLE, graph, settled

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from tests.engine.conftest import World

STACK = f"local.{EXAMPLE}"
SUBSCRIPTION, TOPIC = "gcp:pubsub/subscription:Subscription", "gcp:pubsub/topic:Topic"
BUCKET, KEY = "gcp:storage/bucket:Bucket", "gcp:kms/cryptoKey:CryptoKey"


def of(state: State) -> ResourceGraph:
    return graph(Importance.HIGH, "gcs", "money", state)


def apply(world: World, *graphs: ResourceGraph, left: frozenset[str] = frozenset()) -> None:
    environment = settled().environment
    assert environment is not None
    here = replace(
        environment,
        backend=f"file://{world.root}/.composer/state",
        ledger=f"file://{world.root}/.composer/ledger/local",
    )
    expected = tuple(Desired(one, environment.cells[0], left=left) for one in graphs)
    world.events = []
    finished = run(Request(here, world.root, expected), world.events.append)
    assert finished.fine, world.failures


def judged_as_real(world: World, expected: ResourceGraph) -> None:
    environment, state = settled().environment, world.states.read(STACK)
    assert environment is not None
    assert state is not None
    refuse_losses(Job(STACK, "up", expected, environment.cells[0], ""), state)


def test_what_holds_data_stays_where_data_is_real(world: World) -> None:
    """The cloud is simulated, but what is applied is what `up` applies in a real environment."""
    draining, archived, deleted, active = map(of, (State.DRAINING, State.ARCHIVED, State.DELETED, State.ACTIVE))
    platform = build(check(settled()), [])["platform:local-1"]
    apply(world, platform, draining)

    with pytest.raises(EngineFailedError, match="holds data"):
        judged_as_real(world, archived)
    silent = leaving(draining, archived, State.ARCHIVED)
    judged_as_real(world, silent)
    apply(world, silent)
    there = world.live()
    assert len(there[SUBSCRIPTION]) == len(there[TOPIC]) == 2
    assert not there.keys() & {
        "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
        "gcp:pubsub/topicIAMMember:TopicIAMMember",
        "gcp:dataproc/workflowTemplate:WorkflowTemplate",
    }

    apply(world, leaving(silent, active, State.ACTIVE))
    assert world.live()[SUBSCRIPTION] == there[SUBSCRIPTION]

    silent = leaving(active, archived, State.ARCHIVED)
    apply(world, silent)
    tombstone = leaving(silent, deleted, State.DELETED)
    judged_as_real(world, tombstone)
    apply(world, tombstone)
    there = world.live()
    assert {name.rpartition("-")[2] for name in there[BUCKET]} == {"registry", "landing", "delivered"}
    assert len(there[KEY]) == 1
    assert [one for one in there["gcp:storage/bucketIAMMember:BucketIAMMember"] if "event-registry" not in one] == []

    begun = tombstone.ids - deleted.ids
    removing = leaving(tombstone, deleted, State.DELETED, begun)
    with pytest.raises(EngineFailedError, match="holds data"):
        judged_as_real(world, deleted)
    apply(world, removing)
    judged_as_real(world, deleted)
    apply(world, deleted)
    assert [name for name in world.live()[BUCKET] if not name.endswith("registry")] == []
    apply(world, removing, left=begun)  # somebody who knows nothing of it: a run that began before, or an old record
    assert [name for name in world.live()[BUCKET] if not name.endswith("registry")] == []
