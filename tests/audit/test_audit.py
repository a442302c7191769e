"""n tamperings in, exactly n findings out; and what could not be seen is never called fine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.audit.audit import audit
from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.unknown_values import camel
from composer.live.google import Answer
from composer.localcloud import settings as switches
from composer.localcloud import tamper
from composer.model import State
from tests.audit import tampering

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.audit.expected import Expected
    from composer.audit.verdict import AuditReport
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled


@pytest.fixture
def expected(request_of_fleet: AuditRequest, google: Troubled) -> list[Expected]:
    """Every resource with its live id."""
    from composer.audit.audit import _Audit

    return list(_Audit(google, request_of_fleet).desired)


def found(report: AuditReport) -> dict[str, Verdict]:
    assert report.complete, report.unseen
    return {one.resource: one.verdict for one in report.findings}


def test_an_untouched_cloud_is_as_it_should_be(google: Troubled, request_of_fleet: AuditRequest) -> None:
    report = audit(google, request_of_fleet)
    assert report.fine
    assert report.findings == ()
    assert sum(report.counts.values()) == sum(len(one.resources) for one in request_of_fleet.desired.values())
    assert {*report.counts} == {Verdict.FINE, Verdict.NOT_TOLD}
    assert report.confirmed == 0
    assert len(google.paths) < 20


def test_every_kind_of_the_fleet_is_listed_or_cannot_be(google: Troubled, request_of_fleet: AuditRequest) -> None:
    types = {one.type for graph in request_of_fleet.desired.values() for one in graph.resources}
    listed = {token for read in audit(google, request_of_fleet).reads for token in read.tokens}
    assert not [one for one in types - listed if KINDS[one].rest.list or KINDS[one].rest.policy]


def spread(expected: list[Expected]) -> dict[str, tuple[Expected, list[str]]]:
    """For every property of every kind a resource that sets it: of one kind each property with another, if possible."""
    chosen: dict[str, tuple[Expected, list[str]]] = {}
    by_property: defaultdict[tuple[str, str], list[Expected]] = defaultdict(list)
    for one in expected:
        if one.kind.rest.policy or not one.kind.rest.list:
            continue
        for name in tampering.settable(one.kind, one.resource.inputs):
            by_property[one.resource.type, name].append(one)
    for (_, name), ones in by_property.items():
        one = next((one for one in ones if one.resource.id not in chosen), ones[0])
        chosen.setdefault(one.resource.id, (one, []))[1].append(name)
    return chosen


def test_every_property_that_a_graph_sets_is_compared(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    chosen = spread(expected)
    paths: dict[str, set[str]] = {}
    for one, names in chosen.values():
        there = tampering.live(cloud, one.resource.type, str(one.object_id))
        changes = {name: tampering.other(one.kind.properties[name], there[name], one.values[name]) for name in names}
        tampered(cloud, one, changes)
        paths[one.resource.id] = {camel(name) for name in names}
    report = audit(google, request_of_fleet)
    verdicts = found(report)
    assert {name: paths[name] for name in paths.keys() - verdicts.keys()} == {}
    assert verdicts == dict.fromkeys(chosen, Verdict.DRIFTED)
    for finding in report.findings:
        tops = {drift.path.partition(".")[0].partition("[")[0] for drift in finding.drifts}
        assert tops == paths[finding.resource], finding
        assert [drift for drift in finding.drifts if drift.expected == drift.actual] == []


def tampered(cloud: Cloud, one: Expected, changes: dict[str, Any]) -> None:
    from composer.localcloud import computed

    media = one.kind.rest.writes.media
    if media in changes:
        there = tampering.live(cloud, one.resource.type, str(one.object_id))
        whole = computed.with_computed(one.kind, {**there, **changes}, {"id": str(one.object_id)})
        changes = {**changes, **{name: whole[name] for name in ("md5hash", "md5_hash") if name in whole}}
    tampering.rewrite(cloud, one.resource.type, str(one.object_id), changes)


def test_what_is_taken_away_from_every_kind_is_missing(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    gone = {one.resource.type: one for one in expected if one.kind.rest.list or one.kind.rest.policy}
    parents = {str(one.values.get("taxonomy", "")) for one in expected}
    for one in gone.values():
        if str(one.object_id) not in parents:  # nothing below a taxonomy could be found without it
            tampering.remove(cloud, one.resource.type, str(one.object_id))
    lost = {one.resource.id for one in gone.values() if str(one.object_id) not in parents}
    verdicts = found(audit(google, request_of_fleet))
    assert {name for name, verdict in verdicts.items() if verdict is Verdict.MISSING} >= lost
    for name in verdicts.keys() - lost:  # grants on what is gone are gone with it
        assert "role" in next(one for one in expected if one.resource.id == name).values


def test_what_the_inventory_has_not_seen_yet_is_not_missing(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    switches.set_inventory_lag(cloud.store, 3600.0)
    report = audit(google, replace(request_of_fleet, only={"EndSong"}))
    assert report.findings == ()
    assert report.confirmed > 10


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_as_many_findings_as_tamperings(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected], data: st.DataObject
) -> None:
    can = [
        (one, name)
        for one in expected
        if one.kind.rest.list
        for name in tampering.settable(one.kind, one.resource.inputs)
    ]
    picked = data.draw(st.lists(st.sampled_from(can), max_size=12, unique_by=lambda pair: pair[0].resource.id))
    before = {}
    for one, name in picked:
        there = tampering.live(cloud, one.resource.type, str(one.object_id))
        before[one.resource.id] = (one, dict(there))
        tampered(cloud, one, {name: tampering.other(one.kind.properties[name], there[name], one.values[name])})
    try:
        assert found(audit(google, request_of_fleet)) == dict.fromkeys(before, Verdict.DRIFTED)
    finally:
        for one, there in before.values():
            tampering.rewrite(cloud, one.resource.type, str(one.object_id), there)


def refuse(status: int, part: str, content: str = "") -> Any:
    def trouble(path: str, asked: str) -> Answer | None:
        return Answer(status, refusal="refused") if part in path and (not content or content == asked) else None

    return trouble


def test_a_lost_page_is_never_fine(google: Troubled, request_of_fleet: AuditRequest, monkeypatch: Any) -> None:
    from composer.live import inventory

    monkeypatch.setattr(inventory, "PAGE", "100")
    google.trouble = lambda path, _: (
        Answer(500, refusal="lost") if "assets" in path and len(google.paths) == 4 else None
    )
    report = audit(google, request_of_fleet)
    assert not report.complete
    assert report.reads[0].pages == 3
    assert not report.fine


def test_a_throttled_call_is_made_again(google: Troubled, request_of_fleet: AuditRequest) -> None:
    google._waits = (0.0, 0.0, 0.0)
    google.trouble = lambda path, _: Answer(429, refusal="slower") if len(google.paths) % 10 == 1 else None
    report = audit(google, request_of_fleet)
    assert report.fine
    assert report.statuses[429] > 0


def test_a_type_that_the_inventory_does_not_know_is_listed_by_its_own_api(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, monkeypatch: Any
) -> None:
    real = type(google).once

    def once(self, api, path, body, parameters):
        if "pubsub.googleapis.com/Topic" in parameters.get("assetTypes", ()):
            return Answer(400, refusal="unsupported asset type")
        return real(self, api, path, body, parameters)

    monkeypatch.setattr(type(google), "once", once)
    only = replace(request_of_fleet, only={"EndSong"})
    report = audit(google, only)
    assert any(path.startswith("pubsub/v1/projects/composer-local/topics") for path in google.paths)
    assert report.fine
    topic = request_of_fleet.desired["EndSong"]["EndSong/topic"].name
    tamper.grant(cloud, f"projects/composer-local/topics/{topic}", "roles/pubsub.viewer", "user:eve@example.com")
    (finding,) = audit(google, request_of_fleet).findings
    assert finding.verdict is Verdict.EXTRA_GRANT
    google.trouble = refuse(403, f"topics/{topic}:getIamPolicy")
    assert not audit(google, request_of_fleet).complete


def test_what_was_never_applied_is_no_finding(google: Troubled, cloud: Cloud, request_of_fleet: AuditRequest) -> None:
    cloud.store.clear()
    report = audit(google, replace(request_of_fleet, applied={}))
    assert report.findings == ()
    assert report.counts[Verdict.NOT_YET_APPLIED] > 1000
    assert report.confirmed == 0


def test_what_is_there_unrecorded_was_applied_by_something_else(
    google: Troubled, request_of_fleet: AuditRequest
) -> None:
    applied = {name: graph for name, graph in request_of_fleet.applied.items() if name != "EndSong"}
    verdicts = found(audit(google, replace(request_of_fleet, applied=applied)))
    assert {*verdicts.values()} == {Verdict.NOT_RECORDED}
    assert {name.partition("/")[0] for name in verdicts} == {"EndSong"}


def test_what_no_definition_wants_is_an_orphan(google: Troubled, request_of_fleet: AuditRequest) -> None:
    without = {name: graph for name, graph in request_of_fleet.desired.items() if name != "EndSong"}
    states = {name: state for name, state in request_of_fleet.states.items() if name != "EndSong"}
    report = audit(google, replace(request_of_fleet, desired=without, states=states))
    assert {*found(report).values()} == {Verdict.ORPHAN}
    unrecorded = audit(google, replace(request_of_fleet, desired=without, applied=without, states=states))
    verdicts = {*found(unrecorded).values()}
    assert Verdict.ORPHAN in verdicts
    assert verdicts <= {Verdict.ORPHAN, Verdict.EXTRA_GRANT, Verdict.UNOWNED, Verdict.INHERITED}


def test_what_a_state_no_longer_has_waits_for_cleanup(google: Troubled, request_of_fleet: AuditRequest) -> None:
    kept = request_of_fleet.desired["EndSong"]
    without = kept.later(kept.owner, "", lambda: tuple(one for one in kept.resources if "registration" in one.id))
    states = {**request_of_fleet.states, "EndSong": State.DELETED}
    report = audit(
        google, replace(request_of_fleet, desired={**request_of_fleet.desired, "EndSong": without}, states=states)
    )
    zombies = {one.resource for one in report.findings if one.verdict is Verdict.ZOMBIE}
    assert zombies
    assert all(KINDS[one.token].holds for one in report.findings if one.verdict is Verdict.ZOMBIE)


def test_a_grant_that_nobody_wanted_is_found(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest) -> None:
    kind = KINDS["gcp:storage/bucketIAMMember:BucketIAMMember"]
    bucket = next(
        one for one in request_of_fleet.desired["EndSong"].resources if one.type == "gcp:storage/bucket:Bucket"
    )
    cloud.create(kind, {"bucket": bucket.name, "role": "roles/storage.objectViewer", "member": "user:eve@example.com"})
    (finding,) = audit(google, request_of_fleet).findings
    assert finding.verdict is Verdict.EXTRA_GRANT
    assert finding.severity == "error"
    assert f"gs://{bucket.name}" in finding.repair
    assert "user:eve@example.com" in finding.repair


def test_what_is_not_ours_is_only_counted(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest) -> None:
    cloud.create(KINDS["gcp:pubsub/topic:Topic"], {"project": "composer-local", "name": "somebody-elses"})
    report = audit(google, request_of_fleet)
    assert report.fine
    assert report.foreign == {"gcp:pubsub/topic:Topic": 1}


def granted_on_project(cloud: Cloud, member: str, role: str) -> None:
    cloud.create(PROJECT_IAM_MEMBER, {"project": "composer-local", "role": role, "member": member})


@pytest.mark.parametrize("member", ["allUsers", "allAuthenticatedUsers"])
def test_what_is_open_to_everybody_comes_first(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected], member: str
) -> None:
    topic = next(one for one in expected if one.resource.id == "EndSong/topic")
    cloud.create(
        KINDS["gcp:pubsub/topicIAMMember:TopicIAMMember"],
        {"project": "composer-local", "topic": topic.object_id, "role": "roles/pubsub.viewer", "member": member},
    )
    granted_on_project(cloud, "user:eve@example.com", "roles/owner")
    first, second = audit(google, request_of_fleet).findings
    assert (first.verdict, first.severity, first.owner, first.team) == (
        Verdict.PUBLIC,
        "error",
        "EndSong",
        request_of_fleet.team_of["EndSong"],
    )
    assert second.verdict is Verdict.INHERITED


@pytest.mark.parametrize(
    ("member", "role", "verdict"),
    [
        ("user:eve@example.com", "roles/owner", Verdict.INHERITED),
        ("group:all@example.com", "roles/bigquery.dataViewer", Verdict.INHERITED),
        ("group:all@example.com", "roles/dataplex.admin", Verdict.INHERITED),
        ("serviceAccount:service-9@gcp-sa-pubsub.iam.gserviceaccount.com", "roles/storage.admin", Verdict.INHERITED),
        ("allUsers", "roles/monitoring.viewer", Verdict.PUBLIC),
        ("user:eve@example.com", "roles/monitoring.viewer", Verdict.FOREIGN),
        ("serviceAccount:{number}@cloudservices.gserviceaccount.com", "roles/editor", Verdict.FOREIGN),
    ],
)
def test_a_role_on_the_project_is_judged_by_what_it_opens(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, member: str, role: str, verdict: Verdict
) -> None:
    number = next(iter(request_of_fleet.cells.values())).project_number
    granted_on_project(cloud, member.replace("{number}", number), role)
    report = audit(google, request_of_fleet)
    assert report.counts[verdict] == 1
    assert {*found(report).values()} == {verdict} - {Verdict.FOREIGN}


def test_a_key_of_an_account_of_ours_is_found_and_one_that_is_gone_is_not(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    account = next(one for one in expected if one.resource.type == ACCOUNT.token and one.owner == "EndSong")
    key = f"{account.object_id}/keys/0a1b"
    others = "projects/composer-local/serviceAccounts/x@composer-local.iam.gserviceaccount.com/keys/1"
    switches.set_account_keys(cloud.store, [key, others])
    (finding,) = audit(google, request_of_fleet).findings
    assert (finding.verdict, finding.resource, finding.owner) == (Verdict.ACCOUNT_KEY, key, "EndSong")
    google.trouble = refuse(404, f"{key}")
    assert audit(google, request_of_fleet).fine
    google.trouble = refuse(403, f"{key}")
    assert not audit(google, request_of_fleet).complete


def test_what_may_be_listed_and_not_read_is_never_called_fine_or_missing(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    lists = {*google.paths}
    changed: dict[str, Expected] = {}
    for one, names in spread(expected).values():
        inventory = one.kind.inventory
        if one.resource.type not in changed and inventory.source == "assets":
            there = tampering.live(cloud, one.resource.type, str(one.object_id))
            value = tampering.other(one.kind.properties[names[0]], there[names[0]], one.values[names[0]])
            tampered(cloud, one, {names[0]: value})
            changed[one.resource.type] = one
    google.trouble = lambda path, _: None if path in lists else Answer(403, refusal="not allowed")
    report = audit(google, request_of_fleet)
    assert {one.resource.id for one in changed.values()} <= {one.what for one in report.unseen}
    assert report.findings == ()
    assert not report.complete


def test_a_property_that_was_taken_away_is_found(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    taken: set[str] = set()
    for one, names in spread(expected).values():
        rules = one.kind.properties
        loose = [name for name in names if name == "labels" or (rules[name].type == "string" and name == "description")]
        if loose:
            tampered(cloud, one, {loose[0]: None})
            taken.add(one.resource.id)
    assert len(taken) > 5
    assert found(audit(google, request_of_fleet)) == dict.fromkeys(taken, Verdict.DRIFTED)
