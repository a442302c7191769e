"""An Event Type moves through its life with the real engine: what a state no longer has goes, what holds data stays."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from composer.engine.desired import Desired, Request
from composer.engine.failures import EngineFailedError
from composer.engine.fleet_run import run
from composer.engine.job import Job
from composer.engine.stack_change import refuse_losses
from composer.localcloud import faults
from composer.localcloud.cloud_database import Store
from composer.localcloud.faults import Fault
from composer.model import Importance, State
from composer.pipeline import build, check
from composer.plans.retained import leaving
from tests.engine.killing import hanging, started, until
from tests.graphs.test_combinations import EXAMPLE, graph, settled

if TYPE_CHECKING:
    from pathlib import Path

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


COMPOSER = [sys.executable, "-m", "composer.cli"]
CLEANUP = [*COMPOSER, "cleanup", "PageViewed", "--yes"]
LEFT = {SUBSCRIPTION, "gcp:serviceaccount/account:Account"}


@pytest.fixture
def ended(applied_repository: Path, tmp_path: Path) -> Path:
    """An archived Event Type whose subscriptions and accounts may go."""
    root = tmp_path / "ended"
    shutil.copytree(applied_repository, root, ignore=shutil.ignore_patterns("plan.json"))
    definition = root / "eventtypes/website/PageViewed.yaml"
    definition.write_text(f"{definition.read_text()}lifecycle: {{state: archived, sunset: 2020-01-01}}\n")
    waivers = root / "stacks/policy/waivers.yaml"
    (approver,) = re.findall(r"^  platform: \[([^],]+)", waivers.read_text(), re.MULTILINE)
    expires = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    waiver = {"event_type": "PageViewed", "reason": "It ended.", "approver": approver, "expires": expires}
    rows = json.dumps([{"code": code, **waiver} for code in ("ET231", "ET817")])  # it takes three steps at once
    waivers.write_text(waivers.read_text().replace("waivers: []", f"waivers: {rows}"))
    for verb in ("up --yes", "local traffic", "local pass 2d"):
        done = subprocess.run([*COMPOSER, *verb.split()], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return root


def of_page_viewed(cloud: Store) -> int:
    """How many subscriptions and accounts of the Event Type there are."""
    with cloud.reading() as connection:
        rows = connection.execute("SELECT kind, id FROM objects").fetchall()
    return sum(kind in LEFT and "page" in name.lower() for kind, name in rows)


def test_a_cleanup_that_is_killed_anywhere_is_finished_by_the_next_of_two_at_once(ended: Path) -> None:
    """Killed after a deletion that nobody wrote down, and before one."""
    cloud = Store(ended / ".composer" / "localcloud.db")
    there = of_page_viewed(cloud)
    for effect, kind in (("hang-after", "pubsub/subscription"), ("hang-before", "serviceaccount")):
        faults.add(cloud, Fault(effect, kind=kind, operation="delete", remaining=1))  # type: ignore[arg-type]
        with started(CLEANUP, ended) as run:
            until(lambda: hanging(cloud) > 0, f"the deletion of a {kind}")
            run.kill("everything")
        faults.clear(cloud)
    assert 0 < of_page_viewed(cloud) < there

    both = [
        subprocess.Popen(CLEANUP, cwd=ended, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in "ab"
    ]
    outputs = [" ".join(one.communicate(timeout=60)[0].split()) for one in both]
    assert [one.returncode for one in both] == [0, 0], outputs
    assert sum("another cleanup of local is at work: process" in one for one in outputs) == 1, outputs
    assert sum("Nothing is due." in one for one in outputs) == 1, outputs
    assert of_page_viewed(cloud) == 0
    done = subprocess.run([*COMPOSER, "up", "--yes"], cwd=ended, capture_output=True, text=True, check=False)
    assert (done.returncode, of_page_viewed(cloud)) == (0, 0), done.stdout + done.stderr
