"""An audit in every format says the same findings by the same identities, and whether it saw everything."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from composer.audit.audit import audit
from composer.audit.comparison import Drift
from composer.audit.verdict import FINDINGS, AuditReport, Finding, Unseen
from composer.live.activity_log import Change
from composer.live.google import Answer
from composer.printing import terminal
from composer.reports import audit_digests, audit_json, audit_markdown, audit_sarif, audit_text
from tests.audit import tampering
from tests.audit.conftest import ROOT

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

TOPIC = "projects/composer-local/topics/event.EndSong"


@pytest.fixture
def report(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest) -> AuditReport:
    """Something is gone, something is changed, and something could not be seen."""
    topic = next(one for one in request_of_fleet.desired["EndSong"].resources if one.id == "EndSong/topic")
    object_id = f"projects/composer-local/topics/{topic.name}"
    tampering.rewrite(cloud, topic.type, object_id, {"message_retention_duration": "601s"})
    schema = next(one for one in request_of_fleet.desired["EndSong"].resources if one.id == "EndSong/schema")
    tampering.remove(cloud, schema.type, f"projects/composer-local/schemas/{schema.name}")
    google.trouble = lambda path, _: Answer(403, refusal="not allowed") if "/jobs" in path else None
    return audit(google, request_of_fleet)


def test_json_fits_its_schema_and_is_never_fine_about_what_was_not_seen(report: AuditReport) -> None:
    document = audit_json.document(report)
    schema = json.loads((ROOT / "docs/schemas/audit.schema.json").read_text())
    Draft202012Validator(schema).validate(document)
    assert not document["complete"]
    assert {one["id"] for one in document["findings"]} == {one.identity for one in report.findings}
    assert "drifted:gcp:pubsub/topic:Topic:EndSong/topic" in {one["id"] for one in document["findings"]}


def test_sarif_has_the_same_identities(report: AuditReport) -> None:
    (run,) = audit_sarif.document(report)["runs"]
    assert [one["partialFingerprints"]["finding/v1"] for one in run["results"]] == [
        one.identity for one in report.findings
    ]
    assert {one["ruleId"] for one in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert run["invocations"][0]["executionSuccessful"] is False


def test_markdown_and_digests_have_the_same_identities(report: AuditReport) -> None:
    ids = {one.identity for one in report.findings}
    whole = "".join(audit_markdown.render(report).parts)
    assert {one for one in ids if f"`{one}`" in whole} == ids
    told = {team: "".join(document.parts) for team, document in audit_digests.digests(report).items()}
    for finding in report.findings:
        teams = [team for team, text in told.items() if f"`{finding.identity}`" in text]
        assert teams == [(finding.team or audit_digests.NOBODY).replace(" ", "-")]
    assert all("Not everything could be seen" in text for text in told.values())


HOSTILE = "a\x1b[2Jb|`c`\n<script>@team #1\u202eevil"
OF_TEAMS = ["royalties", "", "nobody", "platform team", "platform-team"]


@pytest.fixture
def of_all_sorts() -> AuditReport:
    """A finding of every sort, of teams whose names look like each other, of resources with names to fear."""
    kinds = ("gcp:pubsub/subscription:Subscription", "gcp:storage/bucket:Bucket")
    change = Change(f"eve{HOSTILE}@example.com", datetime(2026, 1, 1, tzinfo=UTC), "UpdateSubscription")
    drifts = (Drift("messageRetentionDuration", "1209600s", "864000s"), Drift("labels", {HOSTILE: HOSTILE}, None))
    findings = [
        Finding(
            *(verdict, kinds[number % 2], f"EndSong/{HOSTILE}-{number}", HOSTILE, "EndSong"),
            *(OF_TEAMS[number % len(OF_TEAMS)], f"composer up {HOSTILE}", drifts),
            change=change,
        )
        for number, verdict in enumerate(sorted(FINDINGS))
    ]
    findings.sort(key=lambda one: one.rank)
    unseen = (Unseen(HOSTILE, HOSTILE, 403, HOSTILE),)
    counts = Counter(one.verdict for one in findings)
    return AuditReport("local", tuple(findings), counts, Counter(), unseen, (), 0, {403: 1}, remarks=(HOSTILE,))


def test_no_finding_is_lost_in_any_format_and_no_name_does_anything(of_all_sorts: AuditReport) -> None:
    report = of_all_sorts
    assert len(report.findings) == len(FINDINGS) >= 10
    told = {name: "".join(one.parts) for name, one in audit_digests.digests(report).items()}
    assert len(told) == len(OF_TEAMS)
    markdowns = ["".join(audit_markdown.render(report).parts), "".join(told.values())]
    for finding in report.findings:
        number = finding.resource.rpartition("-")[2]
        lines = [line for text in markdowns for line in text.splitlines() if f"-{number}`" in line]
        assert len(lines) == 2, "once in the table of all, once in the digest of its team"
        assert all(f"{finding.verdict}:{finding.token}:EndSong/" in line for line in lines)
    for width in (80, 120):
        shown = list(terminal.laid_out(audit_text.render(report), width, colours=False))
        assert all(len(line) <= width or "→ " in line for line in shown), "commands are never broken"
        text = "\n".join(shown)
        assert not {"\x1b", "\u202e"} & {*text}
        assert text.count("(14d → 10d)") == len(FINDINGS)
    assert not {"\x1b", "\u202e"} & {*"".join(markdowns)}
    identities = {one.identity for one in report.findings}
    assert {one["id"] for one in audit_json.document(report)["findings"]} == identities
    results = audit_sarif.document(report)["runs"][0]["results"]
    assert {one["partialFingerprints"]["finding/v1"] for one in results} == identities


def test_people_read_the_value_and_the_way_out(report: AuditReport) -> None:
    text = "".join(terminal.laid_out(audit_text.render(report), 120, colours=False))
    assert "EndSong/topic" in text
    assert "601s" in text
    assert "composer up EndSong --environment local --refresh" in text
    assert "Not everything could be seen" in text
    assert "not allowed (403)" in text
    markdown = "".join(audit_markdown.render(report).parts)
    assert "EndSong/topic" in markdown
    assert "Not everything could be seen" in markdown
