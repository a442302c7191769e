"""The retention proof: the sum of every wait, by a graph that is made for it and by that of a real definition."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from composer.cli import main
from composer.graph import Resource, ResourceGraph, build_graph
from composer.privacy.bucket_copies import PROCESSED
from composer.privacy.copies import HOLDERS, copies
from composer.privacy.exposure import exposure
from composer.privacy.retention_proof import prove
from composer.spec.storage import KINDS
from tests.graphs.test_golden import graphs

DAY = 86_400
TIERS = ("open", "internal", "sensitive")
EMPTY = {"gcp:storage/bucketObject:BucketObject", "gcp:bigquery/dataset:Dataset"}
"""Kinds of the products that hold events, which hold none themselves."""


def graph(
    *, subscription: int, landing: int, delivered: int, soft: int, limit: int, encrypted: bool, processed: int = 0
) -> ResourceGraph:
    row = {"semantic": "user.contact.email", "personal": True, "tier": "sensitive", "clear_seconds": limit * DAY}
    content = {
        "fields": {"email": row},
        "encryption": [{"field": "email", "semantic": row["semantic"], "key": "user"}] if encrypted else [],
        "delivery": {"storage": "gcs", "landing": "gs://landing", "destination": "gs://delivered"},
    }

    def bucket(name: str, days: int) -> Resource:
        rules = [{"action": {"type": "Delete"}, "condition": {"age": days}}]
        if processed:
            sooner = {"age": processed, "matches_prefixes": sorted(PROCESSED)}
            rules.append({"action": {"type": "Delete"}, "condition": sooner})
        soft_delete = {"retention_duration_seconds": soft * DAY}
        inputs = {"lifecycle_rules": rules, "soft_delete_policy": soft_delete}
        return Resource(f"T/{name}-bucket", "gcp:storage/bucket:Bucket", name, inputs, "")

    kept = {"message_retention_duration": f"{subscription * DAY}s", "topic": {"$ref": "T/topic", "output": "id"}}
    return build_graph(
        "T",
        [
            Resource(
                "T/registration", "gcp:storage/bucketObject:BucketObject", "r", {"content": {"$json": content}}, ""
            ),
            Resource("T/topic", "gcp:pubsub/topic:Topic", "t", {}, ""),
            Resource("T/sub", "gcp:pubsub/subscription:Subscription", "s", kept, ""),
            bucket("landing", landing),
            bucket("delivered", delivered),
        ],
    )


numbers = st.integers(1, 500)


@given(numbers, numbers, numbers, numbers | st.just(0), st.integers(0, 90), st.integers(1, 3000), st.booleans())
def test_a_proof_holds_exactly_if_the_longest_way_is_short_enough(
    subscription: int, landing: int, delivered: int, processed: int, soft: int, limit: int, encrypted: bool
) -> None:
    """What is written anew in the landing bucket is as young as an export can be old; without a rule for it, or with a
    later one, it stays as long as an export."""
    made = graph(
        subscription=subscription,
        landing=landing,
        delivered=delivered,
        soft=soft,
        limit=limit,
        encrypted=encrypted,
        processed=processed,
    )
    landed = subscription + landing + (min(processed, landing) if processed else landing)
    longest_on_its_way = landed + 1 + soft
    longest = longest_on_its_way if encrypted else landed + delivered + 1 + soft
    verdicts = prove(exposure(made, TIERS))
    assert all(one.holds for one in verdicts) == (max(longest, longest_on_its_way) <= limit)


@given(numbers, numbers, numbers, st.integers(0, 90), st.integers(1, 3000))
def test_what_is_proposed_makes_the_proof_hold(
    subscription: int, landing: int, delivered: int, soft: int, limit: int
) -> None:
    given_ = {"subscription": subscription, "landing": landing, "soft": soft, "limit": limit, "encrypted": False}
    last = prove(exposure(graph(delivered=delivered, **given_), TIERS))[-1]
    if last.longest is not None:
        assert prove(exposure(graph(delivered=last.longest, **given_), TIERS))[-1].holds
        assert not prove(exposure(graph(delivered=last.longest + 1, **given_), TIERS))[-1].holds


LONG = 200 * 365 * DAY


def lengthened(one: Resource) -> list[dict[str, Any]]:
    """The inputs of something that holds events, with each of the times that it keeps them made long."""
    inputs = dict(one.inputs)
    match one.type.rpartition(":")[2]:
        case "Topic" | "Subscription":
            return [{**inputs, "message_retention_duration": f"{LONG}s"}]
        case "Bucket":
            rule = {"action": {"type": "Delete"}, "condition": {"age": LONG // DAY}}
            return [
                {**inputs, "lifecycle_rules": [rule]},
                {**inputs, "lifecycle_rules": []},
                {**inputs, "lifecycle_rules": [rule, *inputs["lifecycle_rules"][1:]]},
                {**inputs, "soft_delete_policy": {"retention_duration_seconds": LONG}},
                {**inputs, "versioning": {"enabled": True}},
                {**inputs, "retention_policy": {"retention_period": LONG}},
                {**inputs, "default_event_based_hold": True},
            ]
        case _:
            partitioning = {**inputs["time_partitioning"]}
            without = {key: value for key, value in partitioning.items() if key != "expiration_ms"}
            return [
                {**inputs, "time_partitioning": {**partitioning, "expiration_ms": LONG * 1000}},
                {**inputs, "time_partitioning": without},
            ]


@pytest.mark.parametrize("name", ["AccountCreated", "AppCrashed", "EndSong", "PaymentSettled", "SearchPerformed"])
def test_no_copy_can_be_lengthened_unseen(name: str) -> None:
    made = graphs("local")[name]
    held = [one for one in made.resources if one.type in HOLDERS]
    assert len(held) >= 5
    for one in held:
        for inputs in lengthened(one):
            others = [other for other in made.resources if other.id != one.id]
            mutant = build_graph(name, [*others, replace(one, inputs=inputs)])
            broken = {verdict.copy.resource for verdict in prove(exposure(mutant, TIERS)) if not verdict.holds}
            assert one.id in broken, inputs


def test_versioned_buckets_and_those_without_a_rule_keep_for_ever() -> None:
    for inputs in (
        {},
        {
            "lifecycle_rules": [
                {"action": {"type": "SetStorageClass", "storage_class": "ARCHIVE"}, "condition": {"age": 1}}
            ]
        },
        {"versioning": {"enabled": True}, "lifecycle_rules": [{"action": {"type": "Delete"}, "condition": {"age": 1}}]},
    ):
        made = build_graph("T", [Resource("T/b", "gcp:storage/bucket:Bucket", "b", inputs, "")])
        assert copies(made)[0].oldest is None


def test_every_kind_of_the_products_that_hold_events_is_known() -> None:
    """A new kind of resource has to be looked at: does it hold events?"""
    products = (
        "gcp:pubsub/",
        "gcp:storage/",
        "gcp:bigquery/",
        "gcp:bigtable/",
        "gcp:sql/",
        "gcp:spanner/",
        "gcp:redis/",
    )
    for made in graphs("local").values():
        if made.owner.startswith("platform:"):
            continue
        for one in made.resources:
            holds_none = "IAM" in one.type or "olicy" in one.type or "/schema" in one.type or one.type in EMPTY
            assert not one.type.startswith(products) or one.type in HOLDERS or holds_none, one.type


def test_what_two_kinds_of_storage_hold_is_one_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend of files may take up what another one has, as those of CONTRIBUTING's walk do."""
    made = graphs("local")["EndSong"], graphs("local")["SignInFailed"]
    before = [copies(one) for one in made]
    monkeypatch.setattr("composer.privacy.storage.KINDS", (*KINDS, *KINDS))
    assert [copies(one) for one in made] == before


def test_every_type_of_the_example_fleet_is_proven() -> None:
    for made in graphs("local").values():
        if not made.owner.startswith("platform:"):
            assert all(verdict.holds for verdict in prove(exposure(made, TIERS)))


@pytest.mark.parametrize("name", ["EndSong", "AccountCreated", "OfflineSyncStarted"])
def test_explain_prints_the_proof(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(root)
    text = CliRunner().invoke(main, ["explain", f"{name}:retention"])
    assert text.exit_code == 0, text.output
    answer = CliRunner().invoke(main, ["explain", f"{name}:retention", "--format", "json"])
    document = json.loads(answer.stdout)
    Draft202012Validator(json.loads((root / "docs/schemas/explain.schema.json").read_text())).validate(document)
    for row in document["retention"]:
        assert row["resource"] in text.stdout
        assert row["oldest_seconds"] == sum(part["seconds"] for part in row["parts"])
