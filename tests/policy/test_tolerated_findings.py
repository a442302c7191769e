"""Who may leave which finding of an audit as it is: others allow nothing, and `check` says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.policy import tolerated_findings, waiver_files
from composer.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("finding", "approver", "code"),
    [
        ("drifted:gcp:pubsub/topic:Topic:EndSong/topic", "platform@example.com", ""),
        ("drifted:gcp:pubsub/topic:Topic:EndSong/topic", "privacy@example.com", "ET722"),
        ("extra-grant:gcp:pubsub/topicIAMMember:TopicIAMMember:t/r/user:eve", "privacy@example.com", ""),
        ("extra-grant:gcp:pubsub/topicIAMMember:TopicIAMMember:t/r/user:eve", "platform@example.com", "ET722"),
        ("foreign:gcp:pubsub/topic:Topic:x", "platform@example.com", "ET721"),
    ],
)
def test_who_may_tolerate_what(
    tmp_path: Path, finding: str, approver: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", "2027-01-01")
    repository = tolerating(tmp_path, finding, approver)
    _, diagnostics = waiver_files.load(repository)
    assert [one.code for one in diagnostics] == [code] * bool(code)
    assert [one.finding for one in tolerated_findings.load(repository)] == [finding] * (not code)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2027-02-28", ""),
        ("2027-03-01", "what is tolerated of EndSong/topic expires on 2027-03-31"),
        ("2027-04-01", "what is tolerated of EndSong/topic expired on 2027-03-31"),
    ],
)
def test_its_end_is_told_in_time(tmp_path: Path, day: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSER_TODAY", day)
    repository = tolerating(tmp_path, "drifted:gcp:pubsub/topic:Topic:EndSong/topic", "platform@example.com")
    _, diagnostics = waiver_files.load(repository)
    assert [(one.code, one.message, one.is_error) for one in diagnostics] == [("ET725", message, False)] * bool(message)


def tolerating(root: Path, finding: str, approver: str) -> Repository:
    """A repository that tolerates one finding until the end of March 2027."""
    policy = root / "stacks" / "policy"
    policy.mkdir(parents=True)
    (policy / "waivers.yaml").write_text(
        "source: x\napprovers:\n  privacy: [privacy@example.com]\n  platform: [platform@example.com]\n"
        f"tolerated:\n- finding: {finding}\n  reason: An outage.\n  approver: {approver}\n  expires: 2027-03-31\n"
    )
    return Repository(root)
