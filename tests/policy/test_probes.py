"""Cells of real environments have probes; where not all definitions were read, nobody knows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.model import State
from composer.model.event_type import Lifecycle
from composer.policy.probes import alive
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    for domain in ("stream-operations", "collections"):
        shutil.copytree(ROOT / "eventtypes" / domain, tmp_path / "eventtypes" / domain)
    return Repository(tmp_path)


def reported(repository: Repository, environment: str = "production", **only: list[Path]) -> list[str]:
    checked = pipeline.settle_and_check(repository, environment, **only)
    return [one.message for one in checked.diagnostics if one.code == "ET709"]


def test_a_cell_without_a_probe_is_said(repository: Repository) -> None:
    assert not reported(repository)
    (repository.root / "eventtypes/stream-operations/DeliveryProbe.yaml").write_text("event_type: [\n")
    assert not reported(repository), "the broken one may be it"
    shutil.rmtree(repository.root / "eventtypes/stream-operations")
    (message,) = reported(repository)
    assert "`production-1`" in message
    assert not reported(repository, "local"), "a simulated cloud delivers nothing"


def test_probes_are_known_until_they_end(repository: Repository) -> None:
    events = pipeline.settle_and_check(repository, "production").event_types
    assert [one.name for one in alive(events)] == ["DeliveryProbe"]
    ended = replace(events["DeliveryProbe"], lifecycle=Lifecycle(State.DRAINING))
    assert not alive({**events, "DeliveryProbe": ended})
