"""Ctrl-C: the first ends a run in order, the second at once; neither leaves a process or a stack that cannot go on."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from composer.engine.stack_state import States
from composer.localcloud import faults
from composer.localcloud.cloud_database import Store
from composer.localcloud.faults import Fault
from tests.engine import fleets
from tests.engine.killing import hanging, until, victim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.conftest import World

pytestmark = pytest.mark.engine
COMPOSER = [sys.executable, "-m", "composer.cli"]
FOUNDATION, EVENT = "local.foundation-local-1", "local.PageViewed"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """What `init` writes, less the probe: one Event Type and what it needs."""
    root = tmp_path / "events"
    subprocess.run([*COMPOSER, "init", str(root)], check=True, capture_output=True)
    shutil.rmtree(root / "eventtypes/platform")
    (root / ".composer").mkdir(0o700)
    return root


class Typed:
    """`composer up`, as a person starts it, with everything that it starts."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [*COMPOSER, "up", "--yes"],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # a group of its own, as a shell gives it
        )
        self.family: list[psutil.Process] = []

    def interrupt(self) -> None:
        """Ctrl-C: the terminal tells everybody in the foreground group."""
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """How it ended and what it said; nobody of its family is left."""
        output, _ = self.process.communicate(timeout=60)
        nobody_left(self.family)
        assert "Traceback" not in output, output
        return self.process.returncode, " ".join(output.split())


@contextlib.contextmanager
def typed(root: Path) -> Iterator[Typed]:
    run = Typed(root)
    try:
        yield run
    finally:
        for process in run.family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if run.process.poll() is None:
            run.process.kill()
        run.process.wait()


def objects(cloud: Store) -> int:
    with cloud.reading() as connection:
        (count,) = connection.execute("SELECT count(*) FROM objects").fetchone()
    return int(count)


def nobody_left(family: list[psutil.Process]) -> None:
    until(lambda: not any(process.is_running() for process in family), "the end of every process")


def up(root: Path) -> str:
    done = subprocess.run([*COMPOSER, "up", "--yes"], cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ctrl_c_ends_a_run_in_order_and_a_second_at_once(repository: Path) -> None:
    """The second run goes on from the first, the third from the second, and the fourth has nothing to do."""
    cloud = Store(repository / ".composer" / "localcloud.db")
    states = States(f"file://{repository}/.composer/state")
    faults.add(cloud, Fault("delay", operation="create", milliseconds=1500))
    with typed(repository) as run:
        until(lambda: objects(cloud) > 0, "the first that is made")
        time.sleep(0.5)  # until it is written down, and others are in flight
        run.interrupt()
        code, actual = run.end()
    assert code == 3
    stands = re.search(r"what was changed in (\d+) resources? of (\d+) is recorded and stays", actual)
    assert stands is not None, actual
    state = states.read(FOUNDATION)
    assert state is not None
    assert state.pending == (), "what was in flight was finished and written down"
    assert 0 < int(stands[1]) == len(state.resources) == objects(cloud) < int(stands[2]), stands
    assert "hint: run `composer up` again: it goes on there" in actual
    assert f"{EVENT} not tried: the run was stopped" in actual
    assert "Stopped as asked; the next run goes on from here." in actual
    faults.clear(cloud)

    faults.add(cloud, Fault("hang-after", kind="topic:Topic", operation="create", remaining=1))
    with typed(repository) as run:
        until(lambda: hanging(cloud) > 0, "the create that hangs")
        run.interrupt()
        time.sleep(1.0)  # less than calls in flight are given, and more than the first takes to be heard
        run.interrupt()
        code, actual = run.end()
    assert code == 3
    assert "Ended at once; the next run repairs what was left open." in actual
    faults.clear(cloud)
    assert "2 had nothing to do" in up(repository), "foundation and platform were finished before"
    assert "Nothing to do" in up(repository)


def test_a_killed_run_takes_its_processes_along(world: World) -> None:
    faults.add(world.cloud, Fault("delay", operation="create", milliseconds=1000))
    with victim(world.root) as run:
        until(lambda: bool(run.find("--exec-kind auto.inline")), "the CLI")
        family = run.find("")
        run.process.kill()
        nobody_left(family)
    faults.clear(world.cloud)
    assert world.run(fleets.platform(), fleets.event_type()).fine, world.failures


def test_nobody_reads_on(repository: Path) -> None:
    """`up | head -1`: what is begun is finished all the same, and the code tells how that ended."""
    with subprocess.Popen([*COMPOSER, "up", "--yes"], cwd=repository, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert b"Plan for environment local" in run.stdout.readline()
        run.stdout.close()
        assert run.wait() == 0
    assert "Nothing to do" in up(repository)
