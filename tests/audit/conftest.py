from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.audit.audit_request import AuditRequest
from composer.graph import cell_of, is_shared
from composer.live.google import Answer, Google
from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.repository import Repository
from tests.audit.seeded import seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def request_of_fleet() -> AuditRequest:
    """The example fleet, as if everything was applied."""
    checked = pipeline.settle_and_check(Repository(ROOT), "local")
    assert not isinstance(checked, pipeline.Unusable)
    graphs = {graph.owner: graph for graph in pipeline.graphs(checked)}
    cells = {cell.name: cell for cell in checked.environment.cells}
    types = checked.event_types
    at = {name: cells[cell_of(name) if is_shared(name) else types[name].cell] for name in graphs}
    teams = {name: one.owner.name for name, one in types.items()}
    states = {name: one.lifecycle.state for name, one in types.items()}
    return AuditRequest("local", graphs, graphs, at, states, teams, set(teams.values()))


@pytest.fixture(scope="session")
def seeded(request_of_fleet: AuditRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "cloud.db"
    cloud = Cloud(path)
    seed(cloud, request_of_fleet.desired.values(), request_of_fleet.cells)
    cloud.store.settle()
    cloud.store.close()
    return path


@pytest.fixture
def cloud(seeded: Path, tmp_path: Path) -> Iterator[Cloud]:
    """A local cloud that holds exactly what the example fleet wants."""
    copy = tmp_path / "cloud.db"
    shutil.copyfile(seeded, copy)
    cloud = Cloud(copy)
    yield cloud
    cloud.store.close()


@dataclass
class Troubled(Google):
    """Google, some of whose calls are answered otherwise: by what `trouble` says of a path and its page token."""

    where: tuple[str, str]
    trouble: Callable[[str, str], Answer | None] = lambda path, page: None
    paths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(*self.where, waits=())

    def once(self, api, path, body, parameters):
        self.paths.append(f"{api.name}/{path}")
        troubled = self.trouble(f"{api.name}/{path}", parameters.get("contentType", ""))
        return troubled or super().once(api, path, body, parameters)


@pytest.fixture
def google(cloud: Cloud) -> Troubled:
    return Troubled(rest.serve(cloud))
