"""Policies that all Event Types share do not grow with them, and let none of them write what is another's."""

from __future__ import annotations

import pytest

from composer.capacity import demand
from composer.graph import PLATFORM, is_shared
from composer.graph.object_conditions import prefix_of
from composer.graph.resource import references
from composer.kinds import KINDS
from composer.kinds.powers import LetsIn
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.pubsub.members import SCHEMA_IAM_MEMBER
from composer.privacy.exposure import exposure
from tests.graphs.test_golden import graphs

GRANTS = [kind for kind in KINDS.values() if kind.lets_in is LetsIn.POLICY and kind is not PROJECT_IAM_MEMBER]
ENVIRONMENTS = ("local", "production", "staging")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_no_event_type_grants_anything_on_what_is_shared(environment: str) -> None:
    tokens = {kind.token for kind in GRANTS}
    for owner, graph in graphs(environment).items():
        if is_shared(owner):
            continue
        on = {one.id for row in graph.resources if row.type in tokens for one in references(dict(row.inputs))}
        assert not {one for one in on if one.startswith(PLATFORM)}, owner
        assert "registry.policy_principals" not in demand.of_resources(graph)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nobody_may_write_registrations_and_workers_read_nothing_else(environment: str) -> None:
    for owner, graph in graphs(environment).items():
        on_registry = [
            row
            for row in graph.resources
            if row.inputs.get("bucket") == {"$ref": f"{owner}/registry-bucket", "output": "name"}
            and "role" in row.inputs
        ]
        assert {row.inputs["role"] for row in on_registry} <= {"roles/storage.objectViewer"}
        sets = [row for row in on_registry if str(row.inputs["member"]).startswith("principalSet://")]
        assert {prefix_of(row.inputs["condition"]) for row in sets} <= {"registrations/"}
        assert len(sets) == owner.startswith(PLATFORM)


def test_principals_of_the_fullest_bucket_are_counted() -> None:
    for graph in graphs("local").values():
        if is_shared(graph.owner):
            continue
        by_bucket: dict[str, int] = {}
        for row in graph.resources:
            if "member" in row.inputs and "bucket" in row.inputs:
                name = row.inputs["bucket"]["$ref"]
                by_bucket[name] = by_bucket.get(name, 0) + 1
        assert demand.of_resources(graph).get("storage.policy_principals", 0) == max(by_bucket.values(), default=0)


PROGRAM = "serviceAccount:{}@composer-local.iam.gserviceaccount.com"
MAY = {
    "bucket-closer": {"roles/storage.objectViewer", "roles/workflows.invoker", "roles/monitoring.viewer"},
    "delivery": {"roles/storage.objectViewer", "roles/bigquery.jobUser"},
    "delivery-audit": {"roles/storage.objectViewer", "roles/bigquery.jobUser", "roles/monitoring.viewer"},
    "late-events": {"roles/storage.objectViewer"},
    "dead-letters": {"roles/storage.objectViewer"},
}
MAY_WITH_EVENTS = {
    "bucket-closer": set(),
    "delivery-audit": {"roles/storage.legacyBucketReader"},
    "late-events": {"roles/storage.objectUser"},
    "dead-letters": {"roles/pubsub.publisher", "roles/pubsub.subscriber", "roles/pubsub.viewer"},
}


@pytest.mark.parametrize("program", MAY)
def test_a_program_may_do_in_a_cell_what_its_work_takes_and_no_more(program: str) -> None:
    platform = graphs("local")["platform:local-1"]
    member = PROGRAM.format(program)
    assert {row.inputs["role"] for row in platform.resources if row.inputs.get("member") == member} == MAY[program]


@pytest.mark.parametrize("program", MAY_WITH_EVENTS)
def test_a_program_may_do_with_an_event_type_what_its_work_takes_and_no_more(program: str) -> None:
    member, granted = PROGRAM.format(program), set()
    for owner, graph in graphs("local").items():
        if is_shared(owner):
            continue
        mine = [row for row in graph.resources if row.inputs.get("member") == member]
        granted |= {row.inputs["role"] for row in mine}
        on_files = [row for row in mine if row.inputs["role"] == "roles/storage.objectUser"]
        assert all(prefix_of(row.inputs["condition"]) == "exports/" for row in on_files)
    assert granted == MAY_WITH_EVENTS[program]


def test_who_reads_events_on_their_way_is_in_the_exposure() -> None:
    exposed = exposure(graphs("local")["EndSong"], ["open", "internal", "sensitive"])
    assert {PROGRAM.format(one) for one in ("late-events", "dead-letters")} <= exposed.handlers
    assert not exposed.everybody & {PROGRAM.format(one) for one in ("bucket-closer", "delivery-audit")}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_whoever_subscribes_may_read_revisions_of_the_schema(environment: str) -> None:
    for graph in graphs(environment).values():
        subscribing = {
            one.inputs["member"] for one in graph.resources if one.inputs.get("role") == "roles/pubsub.subscriber"
        }
        reading = {one.inputs["member"] for one in graph.resources if one.type == SCHEMA_IAM_MEMBER.token}
        assert subscribing == reading
