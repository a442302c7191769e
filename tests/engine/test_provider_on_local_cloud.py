"""The real provider, where it is installed, against the local cloud: `make test-provider`, and no other run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from composer.engine.failures import EngineFailedError
from composer.engine.provider_plugin import required
from composer.kinds import KINDS
from composer.localcloud import cloud_database
from composer.localcloud.bodies import settable
from composer.localcloud.cloud import Cloud
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engine, pytest.mark.provider]

SERVERS_OWN = {"lastRevisionId", "policyTags", "notificationChannels", "goog-pulumi-provisioned", "firstRevisionId"}
"""Members that name what only a server names, and the label that the real provider adds."""

EXPLAINED = {
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": "it states scheduling's defaults, and scopes as addresses"
}
"""Kinds whose bodies differ, and why that is as it should be."""


class Repository:
    """A repository as `init` writes it, and its command."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.run("init", str(root), where=ROOT)

    def run(self, *arguments: str, where: Path | None = None) -> str:
        command = [sys.executable, "-m", "composer.cli", *arguments]
        done = subprocess.run(command, cwd=where or self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self, *arguments: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run("up", "--format", "json", *arguments))
        return document

    def objects(self) -> dict[str, list[str]]:
        """The bodies that were stated, by kind, without the order of what has none."""
        cloud = Cloud(self.root / ".composer" / "localcloud.db")
        made: dict[str, list[str]] = {}
        with cloud.store.reading() as connection:
            for row in cloud_database.load_all(connection):
                body = plain(settable(KINDS[row.kind], row.properties))
                made.setdefault(row.kind, []).append(json.dumps(body, sort_keys=True))
        return {kind: sorted(bodies) for kind, bodies in made.items()}


def plain(value: Any) -> Any:
    """A body without what states nothing to Google, servers' own names and orders."""
    if isinstance(value, dict):
        inner = {name: plain(one) for name, one in value.items() if name not in SERVERS_OWN}
        return {name: one for name, one in inner.items() if one not in (None, "", 0, False, {}, [])}
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    try:
        required(ROOT)
    except EngineFailedError as error:
        pytest.fail(f"{error.failures[0].what}: {error.failures[0].way_out}")
    repository = Repository(tmp_path_factory.mktemp("real") / "events")
    repository.up("--provider", "real")
    return repository


def changes(document: dict[str, Any]) -> dict[str, Any]:
    """What was done to resources of each stack; that one stayed the same is nothing."""
    return {name: one["resources"] for name, one in document["stacks"].items() if one["resources"]}


def test_a_second_run_has_nothing_to_do_and_a_refresh_finds_no_difference(applied: Repository) -> None:
    assert changes(applied.up("--provider", "real")) == {}
    refreshed = applied.up("--refresh", "--provider", "real")
    assert refreshed["drift"] == []
    assert changes(refreshed) == {}


def test_a_refresh_finds_what_somebody_changed(applied: Repository) -> None:
    topic = "projects/composer-local/topics/event.PageViewed"
    applied.run("local", "tamper", topic, "labels.owner=somebody")
    refreshed = applied.up("--refresh", "--provider", "real")
    assert [one["id"] for one in refreshed["drift"]] == ["PageViewed/topic"]


def test_it_makes_what_the_built_in_provider_makes(applied: Repository, tmp_path: Path) -> None:
    built_in = Repository(tmp_path / "events")
    built_in.up()
    expected, actual = built_in.objects(), applied.objects()
    assert {kind for kind in expected | actual if expected.get(kind) != actual.get(kind)} == EXPLAINED.keys()


def test_it_calls_nobody_else(applied: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(applied.root / "nowhere.json"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert changes(applied.up("--refresh", "--provider", "real", "foundation:local-1")) == {}
    assert os.environ["HTTPS_PROXY"] == "http://127.0.0.1:1"
