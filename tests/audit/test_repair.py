"""What a repair removes, and no more: a second audit finds nothing, and what holds something is left to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from composer.audit import repair
from composer.audit.audit import audit
from composer.audit.verdict import Verdict
from composer.engine.live_changes import LiveChanges
from composer.kinds import KINDS
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.live.google import Answer
from composer.live.live_objects import LiveObject
from tests.audit import tampering

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

EVE = "user:eve@example.com"


def tampered(cloud: Cloud, request: AuditRequest) -> None:
    """Members on a bucket, a topic and the project; orphans with and without content; what only people decide on."""
    resources = {one.id: one for one in request.desired["EndSong"].resources}
    bucket = next(one.name for one in resources.values() if one.type == "gcp:storage/bucket:Bucket")
    topic = f"projects/composer-local/topics/{resources['EndSong/topic'].name}"
    condition = {"title": "a while", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}
    role = {"role": "roles/storage.objectViewer"}
    in_bucket, in_topic = "gcp:storage/bucketIAMMember:BucketIAMMember", "gcp:pubsub/topicIAMMember:TopicIAMMember"
    cloud.create(KINDS[in_bucket], {"bucket": bucket, **role, "member": EVE})
    cloud.create(KINDS[in_bucket], {"bucket": bucket, **role, "member": EVE, "condition": condition})
    cloud.create(
        KINDS[in_topic],
        {"project": "composer-local", "topic": topic, "role": "roles/pubsub.viewer", "member": "allUsers"},
    )
    grant = {"project": "composer-local", "role": "roles/monitoring.viewer", "member": "allAuthenticatedUsers"}
    cloud.create(PROJECT_IAM_MEMBER, grant)
    labels = {"managed-by": "composer", "environment": "local", "owner": request.team_of["EndSong"]}
    cloud.create(KINDS["gcp:pubsub/topic:Topic"], {"project": "composer-local", "name": "left-over", "labels": labels})


def test_a_second_audit_finds_nothing(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest) -> None:
    tampered(cloud, request_of_fleet)
    plan = repair.plan(audit(google, request_of_fleet))
    assert plan.left == ()
    assert {one.finding.verdict for one in plan.removed} == {Verdict.EXTRA_GRANT, Verdict.PUBLIC, Verdict.ORPHAN}
    assert len(plan.removed) == 5
    done = repair.repair(google, LiveChanges(*google.where), plan.removed)
    assert [one for one in done if one.refusal] == []
    assert len(done) == 5
    assert audit(google, request_of_fleet).fine


def test_of_everything_at_once_only_what_is_left_to_up_is_found_again(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tampered(cloud, request_of_fleet)
    topic = request_of_fleet.desired["EndSong"]["EndSong/topic"]
    object_id = f"projects/composer-local/topics/{topic.name}"
    before = dict(tampering.live(cloud, topic.type, object_id))
    tampering.rewrite(cloud, topic.type, object_id, {"labels": {}})
    plan = repair.plan(audit(google, request_of_fleet))
    assert len(plan.removed) == 5
    ((drifted, why),) = plan.left
    assert why
    assert drifted.repair == "composer up EndSong --environment local --refresh"
    assert not any(one.refusal for one in repair.repair(google, LiveChanges(*google.where), plan.removed))
    (finding,) = audit(google, request_of_fleet).findings
    assert finding.identity == drifted.identity
    tampering.rewrite(cloud, topic.type, object_id, before)  # as `up --refresh` does
    assert audit(google, request_of_fleet).fine


def test_what_holds_something_or_opens_a_project_is_left_to_people(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    labels = {"managed-by": "composer", "environment": "local", "owner": request_of_fleet.team_of["EndSong"]}
    values = {"project": "composer-local", "name": "left-over-42", "location": "EUROPE-WEST1", "labels": labels}
    cloud.create(KINDS["gcp:storage/bucket:Bucket"], values)
    cloud.create(PROJECT_IAM_MEMBER, {"project": "composer-local", "role": "roles/owner", "member": EVE})
    plan = repair.plan(audit(google, request_of_fleet))
    assert plan.removed == ()
    assert {one.verdict for one, _ in plan.left} == {Verdict.ORPHAN, Verdict.INHERITED}
    assert all(why for _, why in plan.left)


def test_nothing_is_removed_after_an_audit_that_could_not_see(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tampered(cloud, request_of_fleet)
    google.trouble = lambda path, _: Answer(403, refusal="no") if "/jobs" in path else None
    plan = repair.plan(audit(google, request_of_fleet))
    assert plan.removed == ()
    assert len(plan.left) == 5


def test_a_policy_that_changes_in_between_is_read_again(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tampered(cloud, request_of_fleet)
    plan = repair.plan(audit(google, request_of_fleet))
    meddled: list[str] = []

    class Meddling(LiveChanges):
        def send(self, kind, verb, path, body, headers):
            if "topics" in path and not meddled:
                meddled.append(path)
                grant = {"role": "roles/pubsub.viewer", "member": EVE}
                topic = path.partition("v1/")[2].partition(":")[0]
                token = "gcp:pubsub/topicIAMMember:TopicIAMMember"
                cloud.create(KINDS[token], {"project": "composer-local", "topic": topic, **grant})
            return super().send(kind, verb, path, body, headers)

    done = repair.repair(google, Meddling(*google.where), plan.removed)
    assert [one for one in done if one.refusal] == []
    (finding,) = audit(google, request_of_fleet).findings
    assert (finding.verdict, EVE in finding.resource) == (Verdict.EXTRA_GRANT, True), "what came in between stays"


members = st.lists(st.sampled_from([f"user:{one}@example.com" for one in "abcd"]), unique=True, max_size=4)
conditions = st.sampled_from([None, {"title": "t", "expression": "true"}])
bindings = st.lists(st.tuples(st.sampled_from(["r1", "r2"]), members, conditions), max_size=4)


@given(bindings, st.data())
def test_exactly_what_was_named_is_taken_out_of_a_policy(rows: list, data: st.DataObject) -> None:
    def bound(rows):
        shown = ((role, who, {"condition": condition} if condition else {}) for role, who, condition in rows)
        return [{"role": role, "members": who, **more} for role, who, more in shown]

    def grants(bindings):
        return {(one["role"], who, str(one.get("condition"))) for one in bindings for who in one["members"]}

    policy = {"bindings": bound(rows), "etag": "x"}
    every = [(role, who, condition) for role, several, condition in rows for who in several]
    taken = data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else []
    objects = [
        LiveObject("t", "i", {"role": role, "member": who} | ({"condition": condition} if condition else {}))
        for role, who, condition in taken
    ]
    left = repair.without(policy, objects)
    assert grants(left) == grants(policy["bindings"]) - {(role, who, str(one)) for role, who, one in taken}
