"""The real provider, where it is installed, against the local cloud: `make test-provider`, and no other run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer.engine.failures import EngineFailedError
from composer.engine.provider_plugin import required
from composer.kinds import KINDS
from composer.localcloud import recorded_calls
from composer.localcloud.cloud import Cloud
from tests.conftest import ROOT
from tests.engine import provider_requests

if TYPE_CHECKING:
    from composer.localcloud.rest_call import Call

pytestmark = [pytest.mark.engine, pytest.mark.provider]

DIFFERENCES: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("provider_requests.yaml").read_text())[
    "creations"
]
"""Of each kind whose calls differ: in what, and why that is as it should be."""

EXPLAINED = {
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": "it states scheduling's defaults, and scopes as addresses",
    "gcp:billing/budget:Budget": "it leaves out MONTH, Google's default",
}
"""Kinds whose stored bodies differ, and why that is as it should be."""


LOCAL = "stacks/environments/local.yaml"
ADDED = (
    (LOCAL, "metadata:", "budget: {billing_account: 01AB23-45CD67-89EF01, monthly: 1000}\nmetadata:"),
    (LOCAL, "  regional: false", "  clients: [delivery@composer-local.iam.gserviceaccount.com]\n  regional: false"),
    ("eventtypes/playback/LyricsShown.yaml", "  kind: gcs\n", "  kind: iceberg\n"),
)
"""What the example leaves out and has kinds of its own: what is there, and what stands in its place."""
NOT_MADE = {"gcp:dataflow/pipeline:Pipeline"}
"""Kinds that no graph has: pipelines are those of version 0.2.0, and only deleted."""


class Repository:
    """Definitions and policy of the example fleet, and the command."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.record = root / "calls.jsonl"
        self.creating: list[tuple[Call, int]] = []
        for folder in ("eventtypes", "stacks"):
            shutil.copytree(ROOT / folder, root / folder)
        shutil.copy(ROOT / "Pulumi.yaml", root)
        for file, old, new in ADDED:
            text = (root / file).read_text()
            assert old in text
            (root / file).write_text(text.replace(old, new, 1))

    def answer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "composer.cli", *arguments]
        keeping = {**os.environ, recorded_calls.VARIABLE: str(self.record)}
        return subprocess.run(command, cwd=self.root, env=keeping, capture_output=True, text=True, check=False)

    def run(self, *arguments: str) -> str:
        done = self.answer(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self, *arguments: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run("up", "--format", "json", *self.chosen, *arguments))
        return document

    @cached_property
    def chosen(self) -> list[str]:
        """The fewest stacks in which every kind of the fleet is: what cells share, and a few Event Types."""
        graphs = json.loads(self.run("build"))["graphs"]
        kinds = {name: {one["type"] for one in graph["resources"]} for name, graph in graphs.items()}
        names = [name for name in kinds if ":" in name]
        missing = set().union(*kinds.values()) - set().union(*(kinds[name] for name in names))
        while missing:
            names.append(max(kinds, key=lambda name: (len(kinds[name] & missing), name)))
            missing -= kinds[names[-1]]
        return names

    @property
    def cloud(self) -> Cloud:
        return Cloud(self.root / ".composer" / "localcloud.db")


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    try:
        required(ROOT)
    except EngineFailedError as error:
        pytest.fail(f"{error.failures[0].what}: {error.failures[0].way_out}")
    repository = Repository(tmp_path_factory.mktemp("real"))
    repository.up("--provider", "real")
    repository.creating = provider_requests.calls_of(repository.record)
    return repository


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = Repository(tmp_path_factory.mktemp("built-in"))
    repository.up()
    return repository


def test_what_it_sends_is_what_the_tables_say(applied: Repository, built_in: Repository) -> None:
    """Addresses and bodies of every creation, and every entry of every policy."""
    made, others = provider_requests.made(applied.cloud, applied.creating)
    different = provider_requests.differences(built_in.cloud, made)
    for kind, effect in others:
        different.setdefault(kind, set()).add(f"also {effect}")
    assert different == {kind: set(reasons) for kind, reasons in DIFFERENCES.items()}
    assert provider_requests.grants(applied.cloud) == provider_requests.grants(built_in.cloud)


def test_it_makes_what_the_built_in_provider_makes(applied: Repository, built_in: Repository) -> None:
    expected, actual = provider_requests.bodies(built_in.cloud), provider_requests.bodies(applied.cloud)
    assert KINDS.keys() - actual.keys() == NOT_MADE
    assert {kind for kind in expected | actual if expected.get(kind) != actual.get(kind)} == EXPLAINED.keys()


def changes(document: dict[str, Any]) -> dict[str, Any]:
    """What was done to resources of each stack; that one stayed the same is nothing."""
    return {name: one["resources"] for name, one in document["stacks"].items() if one["resources"]}


def test_a_second_run_has_nothing_to_do_and_a_refresh_finds_no_difference(applied: Repository) -> None:
    assert changes(applied.up("--provider", "real")) == {}
    refreshed = applied.up("--refresh", "--provider", "real")
    assert refreshed["drift"] == []
    assert changes(refreshed) == {}


def test_a_refresh_finds_what_somebody_changed(applied: Repository) -> None:
    name = next(one for one in applied.chosen if ":" not in one)
    applied.run("local", "tamper", f"projects/composer-local/topics/event.{name}", "labels.owner=somebody")
    refreshed = applied.up("--refresh", "--provider", "real")
    assert [one["id"] for one in refreshed["drift"]] == [f"{name}/topic"]


def test_it_calls_nobody_else(applied: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(applied.root / "nowhere.json"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert changes(applied.up("--refresh", "--provider", "real")) == {}
    assert os.environ["HTTPS_PROXY"] == "http://127.0.0.1:1"


def test_it_goes_on_with_what_the_built_in_provider_made_and_keeps_it(built_in: Repository) -> None:
    taken = built_in.up("--refresh", "--provider", "real")
    assert (taken["drift"], changes(taken)) == ([], {})
    refused = built_in.answer("up", "--refresh", *built_in.chosen)
    assert refused.returncode == 3
    assert "the real provider applied this stack" in refused.stdout + refused.stderr
