"""Importance is policy: a number changed there changes exactly what it should, and `explain` says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from composer import pipeline
from composer.graph.properties import compare
from composer.operations import explanation
from composer.repository import Repository

ROOT = Path(__file__).parents[2]
EVENTS = ("playback/EndSong.yaml",)

CHANGES = {
    "redundancy: 2 ": ("redundancy: 4 ", {"etl-autoscaler autoscaling_policy"}),
    "rollout_wave: 3 ": ("rollout_wave: 7 ", set()),  # when, not what
    "objective: 0.99 ": ("objective: 0.98 ", {"slo-timeliness goal"}),
    "daily_objective: 0.9 ": (
        "daily_objective: 0.8 ",
        {"slo-completeness goal", "slo-skewness goal", "alert-audit conditions"},
    ),
    "delivered: 0.9999": ("delivered: 0.999", {"slo-completeness windows_based_sli"}),
    "skewed: 0.01": ("skewed: 0.02", {"slo-skewness windows_based_sli"}),
    "severity: CRITICAL": (
        "severity: ERROR",
        {"alert-late-fast severity", "alert-backlog severity", "alert-at-cap severity"},
    ),
    "share: 0.3,": ("share: 0.4,", {"alert-late-fast conditions"}),
    "within: 24h}   # 4": ("within: 12h}   # 4", {"alert-late-slow conditions"}),
    "backlog: 0.25  ": ("backlog: 0.3  ", {"alert-backlog conditions", "dashboard dashboard_json"}),
    "traffic: 2 ": ("traffic: 4 ", {"alert-stream conditions"}),
    "unnoticed: 1/s": ("unnoticed: 1000000/s", {"alert-stream conditions"}),
    "channels: [page, ticket]": (
        "channels: [ticket]",
        {f"alert-{name} notification_channels" for name in ("late-fast", "backlog", "at-cap")},
    ),
}


def repository(tmp_path: Path, old: str = "", new: str = "") -> Repository:
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    for name in EVENTS:
        folder = (tmp_path / "eventtypes" / name).parent
        folder.mkdir(parents=True, exist_ok=True)
        for file in (ROOT / "eventtypes" / name).parent.glob(f"{Path(name).stem}.*"):
            shutil.copy(file, folder)
    policy = tmp_path / "stacks" / "policy" / "importance.yaml"
    text = policy.read_text()
    assert old in text
    policy.write_text(text.replace(old, new, 1))
    return Repository(tmp_path)


@pytest.mark.parametrize("old", CHANGES)
def test_a_number_changes_exactly_what_it_should(old: str, tmp_path: Path) -> None:
    new, expected = CHANGES[old]
    before = pipeline.build(pipeline.settle_and_check(Repository(ROOT), "local"), ["EndSong"])["EndSong"]
    settled = pipeline.check(pipeline.settle(repository(tmp_path, old, new), "local"))
    assert not settled.broken, settled.diagnostics
    after = pipeline.build(settled, ["EndSong"])["EndSong"]
    theirs = {resource.id: resource for resource in after.resources}
    assert [resource.id for resource in before.resources] == [resource.id for resource in after.resources]
    changed = {
        f"{resource.role} {change.path[0]}"
        for resource in before.resources
        for change in compare(resource, theirs[resource.id], None)
    }
    assert changed == expected


def test_what_one_row_makes_wrong_in_many_event_types_is_said_once_at_the_row(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copytree(ROOT / "eventtypes", tmp_path / "eventtypes")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    policy = tmp_path / "stacks" / "policy" / "importance.yaml"
    policy.write_text(policy.read_text().replace("objective: 0.99 ", "objective: 0.999", 1))
    diagnostics = pipeline.check(pipeline.settle(Repository(tmp_path), "local")).diagnostics
    line = next(n for n, row in enumerate(policy.read_text().splitlines(), 1) if "objective: 0.999" in row)
    (one,) = [one for one in diagnostics if one.code == "ET222"]
    assert (one.span.file, one.span.line) == ("stacks/policy/importance.yaml", line)
    assert "in 6 Event Types: AccountCreated, AdImpression, ConsentChanged and 3 more" in one.message


def test_what_a_missing_metric_makes_wrong_everywhere_is_said_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copytree(ROOT / "eventtypes", tmp_path / "eventtypes")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    policy = tmp_path / "stacks" / "policy" / "google_metrics.yaml"
    policy.write_text(policy.read_text().replace("topic/send_message_operation_count", "topic/send_message_count"))
    diagnostics = pipeline.check(pipeline.settle(Repository(tmp_path), "local")).diagnostics
    assert [(one.code, one.span.file) for one in diagnostics] == [("ET707", "stacks/policy/google_metrics.yaml")]
    assert diagnostics[0].hint == "did you mean `pubsub.googleapis.com/topic/send_message_operation_count`?"


def test_a_channel_that_pages_and_is_not_there_is_told(tmp_path: Path) -> None:
    """Misspelt, it would keep nothing of low importance from paging."""
    result = pipeline.check(pipeline.settle(repository(tmp_path, "paging: [page]", "paging: [pager]"), "local"))
    assert [one.message for one in result.diagnostics if one.code == "ET226"] == [
        "`pager` is said to wake people up (`paging`), and is no channel of local"
    ]


def test_explain_says_which_row_it_was(tmp_path: Path) -> None:
    settled = pipeline.settle_and_check(repository(tmp_path), "local")
    explained = explanation.resource(settled, "EndSong", "slo-timeliness")
    assert explained is not None
    causes = {one.path[0]: one.causes for one in explained.inputs}
    goal = next(iter(causes["goal"]))
    assert goal.path == ("reliability", "objective")
    assert goal.reason.file == "stacks/policy/importance.yaml"
    assert goal.reason.text == "importance is high, and importance.yaml says so"
