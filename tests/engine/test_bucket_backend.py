"""State, ledger and lease in a bucket: what CI and several machines share."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from composer.engine.checksummed_lines import sealed, unsealed
from composer.engine.events import Event, ResourceDone, RunFinished, StackFailed, StackRecovered, StackSucceeded
from composer.engine.fleet_run import run
from composer.engine.lease import key_of
from composer.engine.stack_state import FOLDER, States
from composer.ledger import Ledger, open_store
from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    from tests.engine.conftest import World

pytestmark = pytest.mark.engine
OWNERS = ("Played", "platform:one")


def applied(world: World, bucket: str, **options: Any) -> tuple[RunFinished, list[Event]]:
    events: list[Event] = []
    graphs = fleets.platform(), fleets.event_type()
    request = fleets.request(world.root, *graphs, **options)
    environment = replace(request.environment, backend=f"{bucket}/state", ledger=f"{bucket}/ledger")
    return run(replace(request, environment=environment), events.append), events


def state_of(stack: str) -> str:
    return f"{FOLDER}/local.{stack}.json"


def test_what_is_applied_is_remembered_and_mended_where_it_is_lost(world: World, bucket: str) -> None:
    """Each write of a bucket is whole; but people and rules delete and replace what lies there."""
    finished, events = applied(world, bucket)
    assert finished.fine, [event for event in events if isinstance(event, StackFailed)]
    assert set(Ledger(f"{bucket}/ledger").read(OWNERS)) == set(OWNERS)
    store = open_store(f"{bucket}/state")
    assert store.versions(".composer/leases") == {}
    assert applied(world, bucket)[0].skipped == ("local.Played", "local.platform-one")
    sound = store.read(state_of("Played")) or b""
    store.write(state_of("Played"), sound[: len(sound) // 2])
    store.delete(state_of("platform-one"))
    finished, events = applied(world, bucket)
    assert finished.fine, [event for event in events if isinstance(event, StackFailed)]
    text = {event.stack: event.message for event in events if isinstance(event, StackRecovered)}
    assert "is cut off" in text["local.Played"]
    assert (
        "it is put aside as local.Played.json.damaged; the copy of the last sound one is used" in text["local.Played"]
    )
    assert "its state is not there; the copy of the last sound one is used" in text["local.platform-one"]
    assert [event.changes for event in events if isinstance(event, StackSucceeded)] == [{}, {}]
    assert store.read(f"{state_of('Played')}.damaged") == sound[: len(sound) // 2]

    store.delete(state_of("Played"))
    store.delete(".composer/kept/local.Played.json")
    finished, events = applied(world, bucket)
    assert finished.fine, [event for event in events if isinstance(event, StackFailed)]
    assert any("there is no copy of it" in event.message for event in events if isinstance(event, StackRecovered))
    assert len(world.live()["gcp:pubsub/topic:Topic"]) == 1
    finished, events = applied(world, bucket, refresh=True)
    assert [event.changes for event in events if isinstance(event, StackSucceeded)] == [{}, {}], (
        "everything was adopted"
    )
    the_ledger_is_lost(world, bucket)


def the_ledger_is_lost(world: World, bucket: str) -> None:
    """That costs time and nothing else."""
    store = open_store(f"{bucket}/ledger")
    for key in store.versions("applied"):
        store.delete(key)
    finished, events = applied(world, bucket)
    assert finished.fine
    assert finished.skipped == ()
    assert [event for event in events if isinstance(event, ResourceDone)] == []
    assert applied(world, bucket)[0].skipped == ("local.Played", "local.platform-one")


def test_another_machine_finishes_what_a_dead_one_began(world: World, bucket: str) -> None:
    """Its processes cannot be looked at from here: it is dead once its lease has been silent for long."""
    token = "gcp:bigquery/dataset:Dataset"
    faults.add(world.cloud, Fault("hang-after", kind=token, operation="create", remaining=1))
    with victim(world.root, bucket) as running:
        until(lambda: hanging(world.cloud) > 0, token)
        running.kill("everything")
    faults.clear(world.cloud)
    store, key = States(f"{bucket}/state").store, key_of("local.Played")
    left = unsealed(store.read(key) or b"")
    left["holder"]["machine"] = "another"
    store.write(key, sealed(left | {"renewed": time.time()}))
    refused, events = applied(world, bucket)
    assert refused.failed == ("local.Played",)
    failures = [failure for event in events if isinstance(event, StackFailed) for failure in event.failures]
    assert [f"process {left['holder']['pid']} on" in failure.what for failure in failures] == [True]
    store.write(key, sealed(left | {"renewed": time.time() - 3600}))
    finished, events = applied(world, bucket)
    assert finished.fine, [event for event in events if isinstance(event, StackFailed)]
    assert len(world.live()[token]) == 1
    assert applied(world, bucket)[0].skipped == ("local.Played", "local.platform-one")
