"""`composer local`: looking at the simulated cloud and disturbing it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.cli.local import command
from composer.kinds import KINDS
from composer.localcloud.cloud import Cloud

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = "projects/music-1234/topics/end-song"


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    (tmp_path / "Pulumi.yaml").write_text("name: composer\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    made = Cloud(tmp_path / ".composer" / "localcloud.db")
    inputs = {"name": "end-song", "project": "music-1234", "labels": {"owner": "royalties"}}
    made.create(KINDS["gcp:pubsub/topic:Topic"], inputs)
    return made


def actual(*arguments: str) -> Any:
    done = CliRunner().invoke(command, [*arguments, "--format", "json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert re.fullmatch(r"composer/local-[a-z-]+/v1", document.pop("format"))
    return document


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments))
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    return " ".join(done.output.split())


@pytest.mark.usefixtures("cloud")
def test_status_and_list() -> None:
    assert actual("status")["objects"] == {"gcp:pubsub/topic:Topic": 1}
    assert [item["id"] for item in actual("list", "--kind", "topic", "--filter", "royalties")["objects"]] == [TOPIC]
    assert actual("list", "--kind", "bucket")["objects"] == []
    done = CliRunner().invoke(command, ["list"])
    assert TOPIC in done.output


def test_tampering_changes_and_deletes(cloud: Cloud) -> None:
    assert actual("tamper", TOPIC, "labels.owner=somebody")["before"] == "royalties"
    assert actual("tamper", TOPIC, "messageRetentionDuration=600s")["before"] is None
    live = cloud.read(KINDS["gcp:pubsub/topic:Topic"], TOPIC)
    assert live is not None
    assert live.properties["labels"] == {"owner": "somebody"}
    assert live.properties["message_retention_duration"] == "600s"
    actual("tamper", TOPIC, "--delete")
    assert cloud.read(KINDS["gcp:pubsub/topic:Topic"], TOPIC) is None


@pytest.mark.usefixtures("cloud")
def test_faults_are_set_shown_and_taken_back() -> None:
    number = actual("faults", "add", "refuse", "--times", "3", "--kind", "Topic")["number"]
    assert [(fault["number"], fault["remaining"]) for fault in actual("faults", "list")["faults"]] == [(number, 3)]
    assert actual("faults", "clear", str(number))["cleared"] == 1
    assert actual("faults", "list")["faults"] == []


@pytest.mark.usefixtures("cloud")
def test_limits_and_reset() -> None:
    expected = {"rate_limits": True, "account_delay": 0, "inventory_lag": 0}
    assert actual("limits", "--rate") == actual("limits") == expected
    expected["account_delay"] = 7
    assert actual("limits", "--account-delay", "7") == actual("limits") == expected
    expected["inventory_lag"] = 9
    assert actual("limits", "--inventory-lag", "9") == actual("limits") == expected
    assert actual("reset", "--yes") == {"deleted": 1}
    assert actual("list")["objects"] == []


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tamper", "end-song", "labels.a=b"], f"Did you mean {TOPIC}?"),
        (["tamper", TOPIC, "colour=red"], "Topics have no property 'colour'. There are:"),
        (["tamper", TOPIC, "labels"], "has no '='"),
        (["tamper", TOPIC, "labels.a.b=c"], "'labels.a' is a single value, there is nothing inside it."),
        (["tamper", TOPIC, "labels=5"], "'labels' is an object: write it as JSON, or name one of its members."),
        (["tamper", TOPIC, "messageTransforms=5"], "'messageTransforms' is a list: write it as JSON"),
        (["tamper", TOPIC, "messageTransforms.0.disabled=true"], "There are: none, the list is empty."),
        (["tamper", TOPIC, "messageTransforms.x.disabled=true"], "'x' in 'messageTransforms.x.disabled' is no place"),
        (["tamper", TOPIC], "say either what to change"),
        (["tamper", TOPIC, "--delete", "--grant", "roles/viewer=user:a@b.c"], "say either what to change"),
        (["tamper", TOPIC, "--grant", "roles/viewer"], "Write ROLE=MEMBER"),
        (["tamper", TOPIC, "--grant", "projects/p/roles/x=user:a@b.c"], "that cannot be granted"),
        (["tamper", "projects/p/topics/nobodys", "--grant", "roles/viewer=user:a@b.c"], "there is no object"),
        (["faults", "clear", "9"], "there is no fault 9"),
        (["reset"], "say --yes to mean it"),
    ],
)
def test_mistakes_are_sentences(arguments: list[str], message: str) -> None:
    assert message in refused(*arguments).replace(" │", "").replace("│ ", "")
