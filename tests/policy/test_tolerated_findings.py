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
def test_who_may_tolerate_what(tmp_path: Path, finding: str, approver: str, code: str) -> None:
    policy = tmp_path / "stacks" / "policy"
    policy.mkdir(parents=True)
    (policy / "waivers.yaml").write_text(
        "source: x\napprovers:\n  privacy: [privacy@example.com]\n  platform: [platform@example.com]\n"
        f"tolerated:\n- finding: {finding}\n  reason: An outage.\n  approver: {approver}\n  expires: 2027-03-31\n"
    )
    _, diagnostics = waiver_files.load(Repository(tmp_path))
    assert [one.code for one in diagnostics] == [code] * bool(code)
    assert [one.finding for one in tolerated_findings.load(Repository(tmp_path))] == [finding] * (not code)
