"""Findings name who made them and when, and an audit is no less complete where logs do not tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from composer.audit.audit import audit
from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.log_names import log_name
from composer.live import activity_log
from composer.live.google import Answer
from composer.localcloud import tamper
from composer.reports.completeness import sentences

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

TOPIC = "projects/composer-local/topics/event.EndSong"
ETL = "projects/composer-local/subscriptions/event.EndSong.etl"


def tampered(cloud: Cloud, request: AuditRequest) -> None:
    bucket = next(one for one in request.desired["EndSong"].resources if one.type == "gcp:storage/bucket:Bucket")
    tamper.change(cloud, ETL, "ack_deadline_seconds", "11", "ann@example.com")
    tamper.change(cloud, ETL, "ack_deadline_seconds", "10", "bob@example.com")
    tamper.grant(cloud, bucket.name, "roles/storage.objectViewer", "user:eve@example.com", "eve@example.com")
    tamper.grant(cloud, bucket.name, "roles/storage.objectViewer", "user:zoe@example.com", "zoe@example.com")
    tamper.grant(cloud, "composer-local", "roles/owner", "user:kim@example.com", "kim@example.com")
    gone = next(
        one for one in request.desired["EndSong"].resources if one.type == "gcp:storage/bucketObject:BucketObject"
    )
    (object_id,) = (one.id for one in all_of(cloud, gone.type) if one.properties["name"] == gone.inputs["name"])
    tamper.delete(cloud, object_id, "del@example.com")


def all_of(cloud: Cloud, token: str) -> list:
    from composer.localcloud import cloud_database

    with cloud.store.reading() as connection:
        return cloud_database.load_all(connection, token)


def test_each_finding_names_who_made_it_and_when(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tampered(cloud, request_of_fleet)
    report = audit(google, request_of_fleet)
    who = {(one.verdict, one.change.who) for one in report.findings if one.change}
    assert who >= {
        (Verdict.DRIFTED, "bob@example.com"),
        (Verdict.EXTRA_GRANT, "eve@example.com"),
        (Verdict.EXTRA_GRANT, "zoe@example.com"),
        (Verdict.INHERITED, "kim@example.com"),
        (Verdict.MISSING, "del@example.com"),
    }
    assert len(report.findings) == len(who) == 5
    for one in report.findings:
        assert one.change
        assert datetime.now(UTC) - one.change.when < timedelta(minutes=5)
    assert report.unread == ()


def test_logs_that_cannot_be_read_are_told_of_and_change_no_verdict(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tampered(cloud, request_of_fleet)
    google.trouble = lambda path, _: Answer(403, refusal="not allowed") if "entries:list" in path else None
    report = audit(google, request_of_fleet)
    assert report.complete
    assert len(report.findings) == 5
    assert all(one.change is None for one in report.findings)
    assert any("could not be read: not allowed" in sentence for sentence in sentences(report))


def test_a_quiet_fleet_asks_no_log(google: Troubled, request_of_fleet: AuditRequest) -> None:
    audit(google, request_of_fleet)
    assert not any("entries:list" in path for path in google.paths)


def test_more_objects_than_one_question_holds_are_asked_about_in_several_and_no_more_than_allowed(
    cloud: Cloud, google: Troubled
) -> None:
    tamper.change(cloud, ETL, "ack_deadline_seconds", "11", "ann@example.com")
    names = [f"projects/composer-local/topics/t{number}" for number in range(activity_log.NAMES)]
    found = activity_log.changes(google, "composer-local", [ETL, *names], datetime.now(UTC))
    assert (len(google.paths), found.refusal) == (2, "")
    assert found.by_name[ETL][0].who == "ann@example.com"
    many = [f"{name}-{again}" for again in range(activity_log.QUESTIONS) for name in [*names, "x"]]
    assert (
        "more objects were not asked about"
        in activity_log.changes(google, "composer-local", many, datetime.now(UTC)).refusal
    )


def test_what_was_refused_changed_nothing(google: Troubled) -> None:
    payload = {
        "resourceName": TOPIC,
        "status": {"code": 7},
        "authenticationInfo": {"principalEmail": "eve@example.com"},
    }
    entry = {"timestamp": "2026-01-01T00:00:00Z", "protoPayload": payload}
    google.trouble = lambda path, _: Answer(200, {"entries": [entry]})
    assert activity_log.changes(google, "composer-local", [TOPIC], datetime.now(UTC)).by_name == {}


def test_names_in_logs_are_those_of_google() -> None:
    def named(token: str, **values: str) -> str:
        return log_name(KINDS[token], values, values.get("id"))

    assert named("gcp:pubsub/topic:Topic", project="p", name="t") == "projects/p/topics/t"
    assert named("gcp:storage/bucket:Bucket", name="b") == "projects/_/buckets/b"
    assert named("gcp:storage/bucketObject:BucketObject", bucket="b", name="a/c") == "projects/_/buckets/b/objects/a/c"
    role = {"role": "r", "member": "m"}
    assert named("gcp:storage/bucketIAMMember:BucketIAMMember", bucket="b", **role) == "projects/_/buckets/b"
    assert named("gcp:projects/iAMMember:IAMMember", project="p", **role) == "projects/p"
    where = {"project": "p", "region": "r", "name": "n"}
    assert named("gcp:compute/regionAutoscaler:RegionAutoscaler", **where) == "projects/p/regions/r/autoscalers/n"
    table = {"project": "p", "dataset_id": "d", "table_id": "t"}
    assert named("gcp:bigquery/table:Table", **table) == "projects/p/datasets/d/tables/t"
    assert named("gcp:pubsub/topic:Topic", project="p") == ""
