"""Laws of grants: for every one that can reach a copy, somebody in `exposure` stands; a kind that nobody looked at fails."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from composer.graph import Resource, ResourceGraph, build_graph
from composer.kinds import KINDS
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.powers import Power
from composer.kinds.projects.project_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.model import Importance, State
from composer.privacy import principals, role_powers
from composer.privacy.exposure import exposure
from composer.privacy.grants import OPENED
from composer.privacy.role_powers import ROLES
from tests.graphs import test_combinations as combinations
from tests.graphs.test_golden import graphs

TIERS = ("open", "internal", "sensitive")
NAMES_SOMEBODY = re.compile(r"member|grantee|service_account$|email|accesses|principal|policy_data|special_group")
STRANGER = "user:stranger@elsewhere.example"
KNOWN = {"roles/x": frozenset()}


def fleet() -> Mapping[str, ResourceGraph]:
    return {name: graph for name, graph in graphs("local").items() if not name.startswith("platform:")}


def platform() -> ResourceGraph:
    return graphs("local")["platform:local-1"]


def properties(given: Mapping[str, Any]) -> Iterator[str]:
    for name, rules in given.items():
        yield name
        yield from properties(rules.properties or {})
        if rules.items is not None:
            yield from properties(rules.items.properties or {})


def test_every_kind_that_can_name_somebody_says_whom_it_lets_in() -> None:
    """A new kind of grant fails here until it says where it lets somebody in, or why it grants nothing."""
    for token, kind in KINDS.items():
        names = [name for name in properties(kind.properties) if NAMES_SOMEBODY.search(name)]
        assert not names or kind.lets_in or kind.lets_nobody_in, (
            f"{token} names somebody ({names[0]}): its kind must say `lets_in`, or `lets_nobody_in` with the reason"
        )
        assert not (kind.lets_in and kind.lets_nobody_in), token


@pytest.mark.parametrize("environment", ["local", "production", "staging"])
def test_every_role_that_is_granted_is_classified(environment: str) -> None:
    made = graphs(environment)
    ours = {
        f"projects/{one.inputs['project']}/roles/{one.inputs['role_id']}"
        for graph in made.values()
        for one in graph.resources
        if one.type == CUSTOM_ROLE.token
    }
    granted = {str(one.inputs["role"]) for graph in made.values() for one in graph.resources if "role" in one.inputs}
    assert granted <= ROLES.keys() | ours, granted - ROLES.keys() - ours


@pytest.mark.parametrize("key", sorted(set(DATASET.properties["accesses"].items.properties) - {"role", "condition"}))
def test_every_way_into_a_dataset_names_somebody(key: str) -> None:
    values: Any = {"special_group": "projectOwners"}.get(key, "x@e.com")
    if key in {"view", "routine", "dataset"}:
        values = {"project_id": "p", "dataset_id": "d"}
    assert list(principals.of_access({"role": "READER", key: values}, "p"))


def everybody(made: ResourceGraph, shared: ResourceGraph | None = None) -> frozenset[str]:
    return exposure(made, TIERS, shared).everybody


def test_whoever_a_graph_names_and_lets_in_is_in_its_exposure() -> None:
    """Looked for in the text of the resources, apart from how grants are read."""
    seen = 0
    for name, made in fleet().items():
        there = everybody(made, platform())
        for one in made.resources:
            if one.role == "registration" or one.type == ACCOUNT.token:
                continue
            if not (ROLES.get(str(one.inputs.get("role")), {Power.ROWS})) or "projects/" in str(one.inputs.get("role")):
                continue
            opening = [row for row in one.inputs.get("accesses", ()) if ROLES.get(row["role"], {Power.ROWS})]
            text = json.dumps({**one.inputs, "accesses": opening})
            for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text):
                if not principals.is_agent(f"serviceAccount:{address}"):
                    assert any(who.endswith(f":{address}") for who in there), (name, one.id, address)
                    seen += 1
    assert seen > 300


MEMBERS = {
    "gcp:pubsub/topic:Topic": ("gcp:pubsub/topicIAMMember:TopicIAMMember", "topic"),
    "gcp:pubsub/subscription:Subscription": ("gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember", "subscription"),
    "gcp:storage/bucket:Bucket": ("gcp:storage/bucketIAMMember:BucketIAMMember", "bucket"),
    "gcp:kms/cryptoKey:CryptoKey": ("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "crypto_key_id"),
    "gcp:bigquery/table:Table": ("gcp:bigquery/iamMember:IamMember", "table_id"),
    "gcp:bigquery/dataset:Dataset": ("gcp:bigquery/datasetIamMember:DatasetIamMember", "dataset_id"),
    ACCOUNT.token: ("gcp:serviceaccount/iAMMember:IAMMember", "service_account_id"),
}
EVENT_TYPES = ("AccountCreated", "EndSong", "PaymentSettled", "AppCrashed")
OTHERS = [(storage, state) for storage in combinations.STORAGE for state in State]
"""Kinds of storage and states of a life, which leave some of the copies."""


def subject(which: str | tuple[str, State]) -> ResourceGraph:
    return (
        fleet()[which] if isinstance(which, str) else combinations.graph(Importance.HIGH, which[0], "money", which[1])
    )


@given(
    st.sampled_from([*fleet(), *OTHERS]),
    st.data(),
    st.sampled_from([*sorted(ROLES), "roles/of.tomorrow"]),
    st.sampled_from(["member", "members"]),
)
def test_a_grant_that_reaches_a_copy_is_told(
    which: str | tuple[str, State], data: st.DataObject, role: str, key: str
) -> None:
    """Whether it refers to what it opens, as ours do, or names it, as one that was copied from elsewhere may."""
    made = subject(which)
    holders = [one for one in made.resources if one.type in MEMBERS]
    assume(holders)  # one that is deleted has none
    target = data.draw(st.sampled_from(holders))
    token, on = MEMBERS[target.type]
    reference = {"$ref": target.id, "output": "name"}
    place = data.draw(
        st.sampled_from([reference, {"$join": ["x/", reference]}, target.name, f"projects/p/anything/{target.name}"])
    )
    inputs = {on: place, "role": role, key: STRANGER if key == "member" else [STRANGER]}
    more = build_graph(made.owner, [*made.resources, Resource(f"{made.owner}/more", token, "more", inputs, "")])
    opens = ROLES.get(role, role_powers.EVERYTHING) & {OPENED[target.type], Power.GOVERN}
    there = STRANGER in everybody(more)
    if target.type == ACCOUNT.token:  # whoever acts as an account has what that has, if anything
        assert there is (bool(opens) and principals.address(target) in everybody(made))
    else:
        assert there is bool(opens)


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("gcp:kms/keyRingIAMMember:KeyRingIAMMember", {"key_ring_id": "projects/p/locations/l/keyRings/r"}),
        (
            "gcp:kms/keyRingIAMMember:KeyRingIAMMember",
            {"key_ring_id": {"$ref": "platform:local-1/key-ring", "output": "id"}},
        ),
        ("gcp:datacatalog/policyTagIamMember:PolicyTagIamMember", {"policy_tag": "tag"}),
        ("gcp:organizations/iAMMember:IAMMember", {"org_id": "1"}),
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_a_grant_of_a_kind_that_nobody_knows_is_told(token: str, inputs: dict[str, Any], shared: bool) -> None:
    whole = platform()
    made = next(one for one in fleet().values() if any(each.role == "key" for each in one.resources))
    owner = whole.owner if shared else made.owner
    grant = Resource(f"{owner}/more", token, "more", {**inputs, "role": "roles/of.tomorrow", "member": STRANGER}, "")
    if shared:
        whole = build_graph(owner, [*whole.resources, grant])
    else:
        made = build_graph(owner, [*made.resources, grant])
    result = exposure(made, TIERS, whole)
    assert STRANGER in result.everybody
    if "keyRing" in token:
        assert all(STRANGER in one.holders for one in result.fields.values() if one.encryption == "type")


def test_access_that_is_granted_without_iam_is_told() -> None:
    made = fleet()["EndSong"]
    inputs = {"bucket": {"$ref": "EndSong/landing-bucket", "output": "name"}, "role": "READER", "entity": "allUsers"}
    grant = Resource("EndSong/more", "gcp:storage/bucketAccessControl:BucketAccessControl", "more", inputs, "")
    more = exposure(build_graph("EndSong", [*made.resources, grant]), TIERS)
    assert more.handlers - exposure(made, TIERS).handlers == {"whoever EndSong/more names"}


@given(st.sampled_from(EVENT_TYPES), st.sampled_from(sorted(ROLES)), st.booleans())
def test_a_grant_on_the_whole_project_is_told_wherever_it_is_made(name: str, role: str, shared: bool) -> None:
    made, whole = fleet()[name], platform()
    owner = whole.owner if shared else name
    grant = Resource(
        f"{owner}/more", PROJECT_IAM_MEMBER.token, "more", {"project": "p", "role": role, "member": STRANGER}, ""
    )
    if shared:
        whole = build_graph(owner, [*whole.resources, grant])
    else:
        made = build_graph(name, [*made.resources, grant])
    there = {OPENED[one.type] for one in made.resources if one.type in OPENED}
    assert (STRANGER in everybody(made, whole)) is bool(ROLES[role] & {*there, Power.GOVERN})


@pytest.mark.parametrize(
    ("permission", "message"),
    [
        ("storage.objects.get", True),
        ("storage.objects.create", False),
        ("storage.hmacKeys.create", True),
        ("pubsub.subscriptions.update", True),
        ("iam.roles.update", True),
        ("pubsub.subscriptions.get", False),
    ],
)
def test_a_role_that_is_made_by_hand_is_read_by_its_permissions(permission: str, message: bool) -> None:
    made, whole = fleet()["EndSong"], platform()
    role = Resource(
        f"{whole.owner}/r", CUSTOM_ROLE.token, "r", {"project": "p", "role_id": "r", "permissions": [permission]}, ""
    )
    inputs = {"project": "p", "role": "projects/p/roles/r", "member": STRANGER}
    grant = Resource(f"{whole.owner}/more", PROJECT_IAM_MEMBER.token, "more", inputs, "")
    assert (STRANGER in everybody(made, build_graph(whole.owner, [*whole.resources, role, grant]))) is message


def test_who_may_act_as_an_account_reads_what_it_reads() -> None:
    made = fleet()["PaymentSettled"]
    account = next(one for one in made.resources if one.id == "PaymentSettled/processing-account")
    inputs = {
        "service_account_id": {"$ref": account.id, "output": "name"},
        "role": "roles/iam.serviceAccountTokenCreator",
        "member": STRANGER,
    }
    grant = Resource("PaymentSettled/more", "gcp:serviceaccount/iAMMember:IAMMember", "more", inputs, "")
    more = build_graph("PaymentSettled", [*made.resources, grant])
    assert STRANGER in exposure(more, TIERS).handlers
    assert principals.address(account) in exposure(more, TIERS).handlers


@pytest.mark.parametrize(
    "config",
    [
        {"push_config": {"push_endpoint": "https://elsewhere.example/in"}},
        {"push_config": {"push_endpoint": "https://e.example", "oidc_token": {"service_account_email": "a@b.example"}}},
        {"bigquery_config": {"table": "other.dataset.table"}},
        {"cloud_storage_config": {"bucket": "elsewhere"}},
    ],
)
def test_where_a_subscription_sends_events_is_told(config: dict[str, Any]) -> None:
    made = fleet()["EndSong"]
    changed = [
        replace(one, inputs={**one.inputs, **config}) if one.id == "EndSong/etl-subscription" else one
        for one in made.resources
    ]
    assert len(exposure(build_graph("EndSong", changed), TIERS).handlers - exposure(made, TIERS).handlers) == 1 + (
        "oidc_token" in config.get("push_config", {})
    )


def test_the_delivery_service_reads_every_file_that_is_ready_and_owners_may_let_in() -> None:
    for made in fleet().values():
        result = exposure(made, TIERS, platform())
        if not any(one.role == "delivery-landing" for one in made.resources):
            continue
        delivery = "serviceAccount:delivery@composer-local.iam.gserviceaccount.com"
        assert delivery not in result.handlers
        assert all(delivery in field.clear for field in result.fields.values() if not field.encryption)
        if result.storage == "bigquery":
            assert result.governors == {"projectOwner:composer-local"}


@pytest.mark.parametrize("found", [{}, {"uniform_bucket_level_access": False}])
def test_access_lists_of_a_bucket_that_was_taken_over_are_told(found: dict[str, bool]) -> None:
    made = fleet()["EndSong"]

    def as_found(one: Resource) -> Resource:
        inputs = {key: value for key, value in one.inputs.items() if key != "uniform_bucket_level_access"}
        return replace(one, inputs={**inputs, **found}) if one.id == "EndSong/delivered-bucket" else one

    result = exposure(build_graph("EndSong", map(as_found, made.resources)), TIERS)
    names = {one for one in result.everybody if one.startswith("whoever")}
    assert len(names) == 1
    assert all(names <= field.clear for field in result.fields.values() if not field.encryption)
    assert not {one for one in everybody(made) if one.startswith("whoever")}
