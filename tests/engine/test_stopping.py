"""Ctrl-C: the first ends a run in order, the second at once; neither leaves a process or a stack that cannot go on."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from composer.localcloud import faults
from composer.localcloud.faults import Fault
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    import psutil

    from tests.engine.conftest import World
    from tests.engine.killing import Victim

pytestmark = pytest.mark.engine


def nobody_left(family: list[psutil.Process]) -> None:
    until(lambda: not any(process.is_running() for process in family), "the end of every process")


def begun(run: Victim) -> list[psutil.Process]:
    until(lambda: bool(run.find("--exec-kind auto.inline")), "the CLI")
    return run.find("")


def test_the_first_ends_it_in_order(world: World) -> None:
    faults.add(world.cloud, Fault("delay", operation="create", milliseconds=1500))
    with victim(world.root) as run:
        family = begun(run)
        until(lambda: any(fault.seen for fault in faults.standing(world.cloud)), "the first create")
        run.process.send_signal(signal.SIGINT)
        assert run.wait() == 3
        nobody_left(family)
    state = world.states.read("local.platform-one")
    assert state is not None
    assert state.pending == (), "what was in flight was finished and written down"
    assert "cancelled=True" in (world.root / "run.log").read_text()
    faults.clear(world.cloud)
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures


def test_the_second_ends_it_at_once(world: World) -> None:
    faults.add(world.cloud, Fault("hang-after", kind="Taxonomy", operation="create", remaining=1))
    with victim(world.root) as run:
        family = begun(run)
        until(lambda: hanging(world.cloud) > 0, "the create that hangs")
        run.process.send_signal(signal.SIGINT)
        until(lambda: not run.find("composer.engine.worker") or run.process.poll() is None, "the first to be heard")
        run.process.send_signal(signal.SIGTERM)
        assert run.wait() != 0
        nobody_left(family)
    faults.clear(world.cloud)
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures


def test_a_killed_run_takes_its_processes_along(world: World) -> None:
    faults.add(world.cloud, Fault("delay", operation="create", milliseconds=1000))
    with victim(world.root) as run:
        family = begun(run)
        run.process.kill()
        nobody_left(family)
    faults.clear(world.cloud)
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures


def test_nobody_reads_on(world: World) -> None:
    """`up | head -1`: what is begun is finished all the same, and the code tells how that ended."""
    root = world.root / "events"
    folder = [sys.executable, "-m", "composer.cli"]
    subprocess.run([*folder, "init", str(root)], check=True, capture_output=True)
    with subprocess.Popen([*folder, "up", "--yes"], cwd=root, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert b"Plan for environment local" in run.stdout.readline()
        run.stdout.close()
        assert run.wait() == 0
    again = subprocess.run([*folder, "up", "--yes"], cwd=root, check=True, capture_output=True, text=True)
    assert "Nothing to do" in again.stdout
