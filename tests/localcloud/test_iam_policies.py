"""Policies over REST: a grant that is written there is the one that Pulumi makes, and nothing is lost between two writers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds import KINDS
from composer.localcloud import cloud_database, rest
from tests.localcloud.client import PROJECT
from tests.localcloud.rest_client import RestClient
from tests.localcloud.test_kinds import CASES, Case

if TYPE_CHECKING:
    from pathlib import Path

    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Client

GRANTED = pytest.mark.parametrize(
    "path", [path for path in CASES if "iam_member" in path.stem], ids=lambda path: path.stem
)


class Policy:
    """The policy that a case's grant is in, over REST."""

    def __init__(self, path: Path, client: Client, cloud: Cloud) -> None:
        self.case, self.cloud = Case(path, client), cloud
        self.kind = KINDS[self.case.kind]
        self.client = RestClient(*rest.serve(cloud))
        values = {"project": PROJECT, **self.case.inputs}
        on = self.kind.rest.get.split("{")[1].split("}")[0].removeprefix("+")
        rule = self.kind.properties[on]
        whole = values[on] if "/" in values[on] or not rule.full_name else rule.full_name.replace("{}", values[on])
        self.path = f"{self.kind.rest.service}/" + self.kind.rest.get.replace(
            f"{{+{on}}}", whole.replace("{project}", PROJECT)
        )
        self.path = self.path.replace(f"{{{on}}}", values[on])
        self.post = self.kind.rest.post

    def get(self) -> dict[str, Any]:
        code, answer = self.client.call(*(("POST", self.path, {}) if self.post else ("GET", self.path)))
        assert code == 200, answer
        return answer

    def set(self, policy: dict[str, Any]) -> tuple[int, Any]:
        if self.path.endswith("/iam"):
            return self.client.call("PUT", self.path, policy)
        return self.client.call("POST", self.path.replace(":getIam", ":setIam"), {"policy": policy})

    def test(self, *permissions: str) -> tuple[int, Any]:
        if self.path.endswith("/iam"):
            query = "&".join(f"permissions={one}" for one in permissions)
            return self.client.call("GET", f"{self.path}/testPermissions?{query}")
        path = self.path.replace(":getIamPolicy", ":testIamPermissions")
        return self.client.call("POST", path, {"permissions": list(permissions)})

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Ids and stated properties of the grants."""
        with self.cloud.store.reading() as connection:
            rows = cloud_database.load_all(connection, self.case.kind)
        stated = self.kind.properties
        return [(row.id, {name: row.properties.get(name) for name in stated if name != "etag"}) for row in rows]


@pytest.fixture
def policy(path: Path, client: Client, cloud: Cloud) -> Policy:
    return Policy(path, client, cloud)


@GRANTED
def test_a_policy_that_is_written_makes_the_grants_that_pulumi_makes(policy: Policy) -> None:
    made = policy.case.create()
    by_pulumi, granted = policy.rows(), policy.get()
    policy.case.client.delete(made)
    empty = policy.get()
    assert "bindings" not in empty
    code, answer = policy.set({**granted, "etag": empty["etag"]})
    assert code == 200, answer
    assert policy.rows() == by_pulumi
    assert policy.get() == granted == answer
    assert policy.set({"etag": granted["etag"]})[0] == 200
    assert policy.rows() == []


@GRANTED
def test_who_read_an_older_policy_writes_nothing(policy: Policy) -> None:
    before = policy.get()
    policy.case.create()
    code, answer = policy.set({"version": 3, "bindings": [], "etag": before["etag"]})
    storage = policy.path.endswith("/iam")
    assert (code, answer["error"]["status"]) == ((412, "FAILED_PRECONDITION") if storage else (409, "ABORTED"))
    assert len(policy.rows()) == 1
    assert policy.set({"bindings": []})[0] == 200, "without an etag it is overwritten"
    assert policy.rows() == []


@GRANTED
def test_a_policy_is_written_whole_or_not_at_all(policy: Policy) -> None:
    policy.case.create()
    before = policy.get()
    grant = {"role": "roles/viewer", "members": ["user:a@example.com"]}
    for bad in (
        {"bindings": [grant, {"role": "viewer", "members": ["user:a@example.com"]}]},
        {"bindings": [grant, {"role": "roles/viewer", "members": ["somebody"]}]},
        {"bindings": [{**grant, "condition": {"title": "a", "expression": "true"}}]},
        {"bindings": [grant], "auditConfigs": [{"service": "allServices"}]},
        {"bindings": "all"},
        {"bindings": ["all"]},
        {"bindings": [{**grant, "members": [None]}]},
        {"bindings": [{"members": ["user:a@example.com"]}]},
    ):
        code, answer = policy.set({"version": 1, **bad})
        assert code == 400, (bad, answer)
    assert policy.get() == before


@GRANTED
def test_permissions_are_tested(policy: Policy) -> None:
    assert policy.test("pubsub.topics.get", "pubsub.topics.list")[1] == {
        "permissions": ["pubsub.topics.get", "pubsub.topics.list"]
    }
    assert policy.test("pubsub.*")[0] == 400
