"""Full disks, damaged states and dead runs under the real engine: the next run with room finishes the job."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import time
from typing import TYPE_CHECKING

import pytest

from composer.engine.events import StackRecovered, StackSucceeded
from composer.kinds import KINDS
from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.conftest import World

pytestmark = pytest.mark.engine
GRAPHS = fleets.platform(), fleets.event_type()


def state(world: World, stack: str) -> Path:
    return world.root / ".composer/state/.pulumi/stacks/composer" / f"{stack}.json"


def as_wanted(world: World) -> None:
    """Everything is there once, and a run that looks closely finds nothing to do."""
    expected = sorted(one.type for graph in GRAPHS for one in graph.resources)
    assert sorted(token for token, ids in world.live().items() for _ in ids) == expected
    assert world.run(*GRAPHS, refresh=True).fine, world.failures
    assert [event.changes for event in world.of(StackSucceeded)] == [{}, {}]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are set on Linux alone")
def test_a_disk_that_fills_up_while_the_engine_writes(world: World) -> None:
    """A limit on the size of files does to the state what a full disk does: the engine leaves it cut off."""
    faults.add(world.cloud, Fault("delay", operation="create", milliseconds=400))
    with victim(world.root) as run:
        platform = state(world, "local.platform-one")
        until(lambda: platform.exists() and platform.stat().st_size > 3000, "the first checkpoints")
        for process in (run.worker, run.cli):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (platform.stat().st_size - 1000,) * 2)
        began = time.monotonic()
        assert run.wait() == 3
        assert time.monotonic() - began < 30, "the engine itself would try for minutes"
    text = (world.root / "run.log").read_text()
    assert "may not grow any larger" in text
    assert "nothing can be written" in text
    assert "composer itself failed" not in text
    assert "Traceback" not in text
    with pytest.raises(ValueError, match=r"."):
        json.loads(platform.read_bytes())
    faults.clear(world.cloud)
    assert world.run(*GRAPHS).fine, world.failures
    assert any("cut off" in event.message and "is put aside" in event.message for event in world.of(StackRecovered))
    as_wanted(world)


def test_states_that_are_gone_or_damaged(applied: World) -> None:
    """From the copy where there is one; else from what was recorded, by adopting what is live."""
    copies = applied.root / ".composer/state/.composer/kept"
    platform, played = state(applied, "local.platform-one"), state(applied, "local.Played")
    platform.write_bytes(platform.read_bytes()[: platform.stat().st_size // 2])
    played.unlink()
    (copies / "local.Played.json").unlink()
    played.write_bytes(b"\0" * 4096)
    assert applied.run(*GRAPHS).fine, applied.failures
    text = [event.message for event in applied.of(StackRecovered)]
    assert any("the copy of the last sound one is used" in actual for actual in text)
    assert any("there is no copy of it" in actual for actual in text)
    assert played.with_name("local.Played.json.damaged").exists()
    as_wanted(applied)

    data = bytearray(played.read_bytes())
    data[len(data) // 2] ^= 4
    played.write_bytes(data)
    platform.unlink()
    platform.mkdir()
    assert applied.run(*GRAPHS).fine, applied.failures
    assert len([event for event in applied.of(StackRecovered) if "copy" in event.message]) == 2
    as_wanted(applied)

    for one in (played, platform):
        one.unlink()
        (copies / one.name).unlink()
    platform.write_bytes(b"")
    assert applied.run(*GRAPHS, action="down").fine, applied.failures
    assert len([event for event in applied.of(StackRecovered) if "what is live is adopted" in event.message]) == 2
    assert all(KINDS[token].permanent for token in applied.live()), "what the ledger knows of is found, and destroyed"


def test_the_orphans_of_a_killed_run_give_way(world: World) -> None:
    """Its worker lives on for a moment, and its CLI: the next run does not wait for them and is not refused."""
    faults.add(world.cloud, Fault("hang-after", kind="Taxonomy", operation="create", remaining=1))
    with victim(world.root) as run:
        until(lambda: hanging(world.cloud) > 0, "the create that hangs")
        orphans = run.find("composer.engine.worker") + run.find("--exec-kind auto.inline")
        for orphan in orphans:
            orphan.suspend()  # at its slowest
        run.process.kill()
        run.process.wait()
        faults.clear(world.cloud)
        for orphan in orphans[1:]:
            orphan.resume()
        assert world.run(*GRAPHS).fine, world.failures
        until(lambda: not any(one.is_running() and one.status() != "zombie" for one in orphans), "the end of them")
    as_wanted(world)


def test_sigterm_ends_a_run_in_seconds(world: World) -> None:
    faults.add(world.cloud, Fault("hang-after", kind="Taxonomy", operation="create", remaining=1))
    with victim(world.root) as run:
        until(lambda: hanging(world.cloud) > 0, "the create that hangs")
        began = time.monotonic()
        run.process.send_signal(signal.SIGTERM)
        assert run.wait() == 3
        assert time.monotonic() - began < 20
    faults.clear(world.cloud)
    assert world.run(*GRAPHS).fine, world.failures
    as_wanted(world)


def test_a_local_cloud_that_began_anew_is_filled_again(applied: World) -> None:
    database = applied.database
    with contextlib.suppress(FileNotFoundError):
        database.with_name("localcloud.db-wal").unlink()
    database.write_bytes(b"no database" * 1000)
    assert applied.run(*GRAPHS).fine, applied.failures
    assert len(applied.of(StackSucceeded)) == 2
    as_wanted(applied)
