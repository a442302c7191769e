"""What is written over REST is kept where somebody asked for it, with the status that answered it; nothing else is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.recorded_calls import VARIABLE
from tests.localcloud.rest_client import RestClient

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TOPIC = "pubsub/v1/projects/composer-test/topics/played"


def test_writes_are_recorded_refused_ones_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "calls.jsonl"
    monkeypatch.setenv(VARIABLE, str(record))
    client = RestClient(*rest.serve(Cloud(tmp_path / "cloud.db")))
    client.call("PUT", f"{TOPIC}?alt=json", {"labels": {"owner": "player"}})
    client.call("GET", TOPIC)
    client.call("PUT", TOPIC, {})
    first, second = map(json.loads, record.read_text().splitlines())
    assert (first["verb"], first["path"], first["query"], first["status"]) == ("PUT", TOPIC, {"alt": "json"}, 200)
    assert json.loads(first["body"]) == {"labels": {"owner": "player"}}
    assert second["status"] == 409


def test_nobody_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    client = RestClient(*rest.serve(Cloud(tmp_path / "cloud.db")))
    assert client.call("PUT", TOPIC, {})[0] == 200
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith("cloud.db")] == []
