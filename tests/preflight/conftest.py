from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.capacity.summary import FleetCapacity, summarise
from composer.live.google import Google
from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.repository import Repository

if TYPE_CHECKING:
    from composer.stages import Checked

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="package")
def checked() -> Checked:
    settled = pipeline.settle(Repository(ROOT), "local")
    return pipeline.check(settled.alone("EndSong"))


@pytest.fixture(scope="package")
def fleet(checked: Checked) -> FleetCapacity:
    return summarise(checked.environment, checked.policies, checked.shared_by_cell, checked.event_types, checked.graphs)


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.db")


@pytest.fixture
def google(cloud: Cloud) -> Google:
    return Google(*rest.serve(cloud))


class Asked(Google):
    """Google that remembers what it was asked, and with what."""

    def __init__(self, *where: str) -> None:
        super().__init__(*where)
        self.questions: list[tuple[str, Any]] = []

    def ask(self, api, path, body=None, **parameters):
        self.questions.append((path, body))
        return super().ask(api, path, body, **parameters)
