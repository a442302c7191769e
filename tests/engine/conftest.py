from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from composer.engine.events import Event, RunFinished, StackFailed
from composer.engine.fleet import run
from composer.engine.state import States
from composer.localcloud.store import Store
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
        found: dict[str, list[str]] = {}
        with self.cloud.reading() as connection:
            for kind, name in connection.execute("SELECT kind, id FROM objects ORDER BY kind, id"):
                found.setdefault(kind, []).append(name)
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (tmp_path / ".composer").mkdir()
    return World(tmp_path)
