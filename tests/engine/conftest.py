from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from composer.engine.events import Event, RunFinished, StackFailed
from composer.engine.fleet_run import run
from composer.engine.stack_state import States
from composer.ledger import Ledger
from composer.localcloud.cloud_database import Store
from tests.engine import fleets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class World:
    """One repository root with its simulated cloud; runs of the real engine in it."""

    root: Path
    events: list[Event] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.root / ".composer" / "localcloud.db"

    @property
    def cloud(self) -> Store:
        return Store(self.database)

    @property
    def states(self) -> States:
        return States(f"file://{self.root}/.composer/state")

    def run(self, *graphs: Any, **options: Any) -> RunFinished:
        self.events = []
        return run(fleets.request(self.root, *graphs, **options), self.events.append)

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def failures(self) -> list[Any]:
        return [failure for event in self.of(StackFailed) for failure in event.failures]

    def live(self) -> dict[str, list[str]]:
        """Ids of everything that exists in the cloud, by token."""
        results: dict[str, list[str]] = {}
        with self.cloud.reading() as connection:
            for kind, name in connection.execute("SELECT kind, id FROM objects ORDER BY kind, id"):
                results.setdefault(kind, []).append(name)
        return results


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (tmp_path / ".composer").mkdir()
    return World(tmp_path)


def command(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "composer.cli", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="session")
def applied_once(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world after its fleet was applied, to be copied."""
    result = World(tmp_path_factory.mktemp("applied-once"))
    (result.root / ".composer").mkdir()
    assert result.run(fleets.platform(), fleets.event_type()).fine, result.failures
    return result


@pytest.fixture
def applied(applied_once: World, world: World) -> World:
    """A world in which the fleet was just applied: a run has nothing to do there."""
    shutil.copytree(applied_once.root / ".composer", world.root / ".composer", dirs_exist_ok=True)
    versions, ledger = world.states.versions(), Ledger(f"file://{world.root}/.composer/ledger/local")
    for record in ledger.read(ledger.owners()).values():  # a copied file has another version
        ledger.write(replace(record, state_version=versions[record.stack]))
    return world


@pytest.fixture(scope="session")
def applied_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository after a real run, made once for all processes of this test run; copy it. Its plan is of one edit."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root = base / "applied"
    with (base / "applied.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "plan.json").exists():
            shutil.rmtree(root, ignore_errors=True)
            base.mkdir(exist_ok=True)
            command(base, "init", str(root))
            shutil.rmtree(root / "eventtypes/platform")  # one Event Type is enough, and takes half the time
            command(root, "up", "--yes")
            definition = root / "eventtypes/website/PageViewed.yaml"
            definition.write_text(definition.read_text().replace("peak: 200/s", "peak: 900/s"))
            command(root, "plan", "--format", "json", "--out", "plan.json")
    return root
