"""Every verdict, by what makes it: a row each, so that none is without a test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.audit.audit import audit
from composer.audit.verdict import FINDINGS, MEANINGS, Verdict
from composer.kinds import KINDS
from composer.kinds.projects.project_iam import CUSTOM_ROLE
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.live.google import Answer
from composer.localcloud import settings, tamper
from composer.model import State
from composer.preflight import bootstrap
from composer.repository import Repository
from composer.stages import Checked
from tests.audit import tampering
from tests.audit.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.audit.audit_request import AuditRequest
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

    Case = Callable[[Cloud, Troubled, AuditRequest], AuditRequest]

TOPIC = "projects/composer-local/topics/event.EndSong"
ETL = "projects/composer-local/subscriptions/event.EndSong.etl"
TOPICS = KINDS["gcp:pubsub/topic:Topic"]
SUBSCRIPTIONS = KINDS["gcp:pubsub/subscription:Subscription"]
EVE = "user:eve@example.com"


def untouched(_cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    return request


def changed(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    tamper.change(cloud, ETL, "ack_deadline_seconds", "10")
    return request


def removed(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    tampering.remove(cloud, "gcp:pubsub/subscription:Subscription", ETL)
    return request


def labelled(owner: str) -> Case:
    def made(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
        team = owner or request.team_of["EndSong"]
        labels = {"managed-by": "composer", "environment": "local", "owner": team}
        cloud.create(TOPICS, {"project": "composer-local", "name": "left-over", "labels": labels})
        return request

    return made


def granted(where: str, role: str, member: str) -> Case:
    def made(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
        tamper.grant(cloud, where, role, member)
        return request

    return made


def keyed(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    account = next(one for one in request.desired["EndSong"].resources if one.type == ACCOUNT.token)
    email = f"{account.inputs['account_id']}@composer-local.iam.gserviceaccount.com"
    settings.set_account_keys(cloud.store, [f"projects/composer-local/serviceAccounts/{email}/keys/0a1b"])
    return request


def deleted_by_definition(_cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    whole = request.desired["EndSong"]
    kept = whole.later(whole.owner, "", lambda: tuple(one for one in whole.resources if "registration" in one.id))
    states = {**request.states, "EndSong": State.DELETED}
    return replace(request, desired={**request.desired, "EndSong": kept}, states=states)


def unrecorded(_cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    return replace(request, applied={name: one for name, one in request.applied.items() if name != "EndSong"})


def applied_before(cloud: Cloud, request: AuditRequest, seconds: int) -> AuditRequest:
    """As if something else had been recorded of the ETL's subscription than what definitions want."""
    whole = request.desired["EndSong"]
    recorded = tuple(
        replace(one, inputs={**one.inputs, "ack_deadline_seconds": seconds})
        if one.id.endswith("etl-subscription")
        else one
        for one in whole.resources
    )
    past = whole.later(whole.owner, "another", lambda: recorded)
    return replace(request, applied={**request.applied, "EndSong": past})


def by_hand(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    """What is wanted is there, and no run of the composer made it so."""
    return applied_before(cloud, request, 77)


def wanted_otherwise(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    tamper.change(cloud, ETL, "ack_deadline_seconds", "77")
    return applied_before(cloud, request, 77)


def somebody_elses(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    cloud.create(TOPICS, {"project": "composer-local", "name": "somebody-elses"})
    return request


def reads_along(cloud: Cloud, _google: Troubled, request: AuditRequest) -> AuditRequest:
    topic = next(one for one in request.desired["EndSong"].resources if one.id == "EndSong/topic")
    there = {"project": "composer-local", "topic": f"projects/composer-local/topics/{topic.name}"}
    cloud.create(SUBSCRIPTIONS, {**there, "name": "somebody-elses"})
    return request


def refused(cloud: Cloud, google: Troubled, request: AuditRequest) -> AuditRequest:
    google.trouble = lambda path, _: Answer(403, refusal="no") if path.endswith("event.EndSong.etl") else None
    return changed(cloud, google, request)


CASES: dict[Verdict, Case] = {
    Verdict.FINE: untouched,
    Verdict.DRIFTED: changed,
    Verdict.MISSING: removed,
    Verdict.ORPHAN: labelled(""),
    Verdict.UNOWNED: labelled("a-team-that-is-gone"),
    Verdict.PUBLIC: granted(TOPIC, "roles/pubsub.viewer", "allUsers"),
    Verdict.EXTRA_GRANT: granted(TOPIC, "roles/pubsub.viewer", EVE),
    Verdict.INHERITED: granted("composer-local", "roles/owner", EVE),
    Verdict.ACCOUNT_KEY: keyed,
    Verdict.READS_ALONG: reads_along,
    Verdict.ZOMBIE: deleted_by_definition,
    Verdict.NOT_RECORDED: unrecorded,
    Verdict.NOT_YET_APPLIED: wanted_otherwise,
    Verdict.FOREIGN: somebody_elses,
    Verdict.UNSEEN: refused,
    Verdict.NOT_TOLD: untouched,
}


def test_every_verdict_has_a_row_and_a_meaning() -> None:
    assert {*CASES} == {*Verdict} == {*MEANINGS}


@pytest.mark.parametrize("verdict", CASES)
def test_what_makes_a_verdict(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, verdict: Verdict) -> None:
    report = audit(google, CASES[verdict](cloud, google, request_of_fleet))
    assert report.counts[verdict] > 0
    found = [one for one in report.findings if one.verdict is verdict]
    assert bool(found) == (verdict in FINDINGS)
    assert report.complete == (verdict is not Verdict.UNSEEN)
    assert report.fine == (verdict not in FINDINGS and report.complete)
    assert all(one.repair for one in found)


def test_what_is_wanted_and_was_not_applied_by_the_composer_is_told_from_drift(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    (finding,) = audit(google, by_hand(cloud, google, request_of_fleet)).findings
    assert (finding.verdict, finding.resource) == (Verdict.NOT_RECORDED, "EndSong/etl-subscription")


def test_what_bootstrap_grants_the_deployer_is_no_finding_and_nothing_else_of_it(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    checked = pipeline.settle_and_check(Repository(ROOT), "local")
    assert isinstance(checked, Checked)
    environment = checked.environment
    ((member, role),) = bootstrap.grants(environment)
    commands = " ".join(command for step in bootstrap.steps(environment, (), ()) for command in step.commands)
    assert f"add-iam-policy-binding composer-local --member {member} --role {role}" in commands
    name, _, _ = member.removeprefix("serviceAccount:").partition("@")
    cloud.create(ACCOUNT, {"project": "composer-local", "account_id": name})
    made = {"project": "composer-local", "role_id": role.rpartition("/")[2], "title": "Event composer"}
    cloud.create(CUSTOM_ROLE, {**made, "permissions": ["pubsub.topics.create"]})
    tamper.grant(cloud, "composer-local", role, member)
    (finding,) = audit(google, request_of_fleet).findings
    assert finding.verdict is Verdict.INHERITED
    known = replace(request_of_fleet, bootstrapped=bootstrap.grants(environment))
    assert audit(google, known).fine
    tamper.grant(cloud, "composer-local", "roles/owner", member)
    assert [one.verdict for one in audit(google, known).findings] == [Verdict.INHERITED]


@pytest.mark.parametrize(
    ("name", "labels", "verdict"),
    [
        ("event.Gone", {}, Verdict.ORPHAN),
        ("event.Gone", {"team": "x"}, Verdict.ORPHAN),
        ("event.NeverHeardOf", {}, Verdict.FOREIGN),
        ("Gone", {}, Verdict.FOREIGN),
        ("event.Gone", {"managed-by": "composer", "environment": "another"}, Verdict.FOREIGN),
    ],
)
def test_what_lost_its_labels_is_known_by_its_name(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, name: str, labels: dict[str, str], verdict: Verdict
) -> None:
    cloud.create(TOPICS, {"project": "composer-local", "name": name, "labels": labels})
    report = audit(google, replace(request_of_fleet, states={**request_of_fleet.states, "Gone": State.DELETED}))
    assert report.counts[verdict] == 1
