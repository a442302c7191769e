"""An audit in every format says the same findings by the same identities, and whether it saw everything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from composer.audit.audit import audit
from composer.live.google import Answer
from composer.printing import terminal
from composer.reports import audit_digests, audit_json, audit_markdown, audit_sarif, audit_text
from tests.audit import tampering
from tests.audit.conftest import ROOT

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.audit.verdict import AuditReport
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
