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
