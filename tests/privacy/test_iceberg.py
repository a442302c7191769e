"""An Iceberg table: how long events are in it and in its files, who reads which, and what changes of it are hazards."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from composer.graph import build_graph, expiry_query
from composer.hazards import judge
from composer.model import Importance
from composer.privacy.copies import copies
from composer.privacy.exposure import exposure
from tests.graphs.test_combinations import graph, settled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from composer.graph import ResourceGraph

DAY = 86_400
JOB, ROWS, FILES = "PaymentSettled/expiry-schedule", "PaymentSettled/table", "PaymentSettled/iceberg-bucket"


def made(storage: str = "iceberg") -> ResourceGraph:
    return graph(Importance.LOW, storage, "no_money")


def with_inputs(of: ResourceGraph, name: str, inputs: Mapping[str, Any]) -> ResourceGraph:
    changed = [replace(one, inputs={**one.inputs, **inputs}) if one.id == name else one for one in of.resources]
    return build_graph(of.owner, changed)


def times(of: ResourceGraph) -> dict[str, int | None]:
    return {one.resource: one.oldest for one in copies(of)}


def target(body: str) -> dict[str, Any]:
    return {"http_target": {"body": body}}


def test_rows_are_there_until_a_deletion_and_time_travel_and_files_still_longer() -> None:
    parts = {one.resource: {part.description: part.seconds for part in one.parts} for one in copies(made())}
    assert parts[ROWS]["kept in the table"] == 90 * DAY
    assert parts[ROWS]["until the next daily deletion"] == DAY
    assert parts[ROWS]["time travel"] == 7 * DAY
    assert parts[FILES] == {**parts[ROWS], "until the files are removed": DAY, "soft delete": 7 * DAY}
    assert not any(one.clear for one in copies(made()) if one.resource in {ROWS, FILES})


@pytest.mark.parametrize(
    "inputs",
    [
        {"paused": True},
        target(""),
        target("no base64"),
        target(base64.b64encode(json.dumps({"query": "SELECT 1"}).encode()).decode()),
        target(expiry_query.body("composer-local.other.events", "europe-west1", 90 * DAY)),
        target(expiry_query.body("composer-local.payment_settled.events", "us-central1", 90 * DAY)),
    ],
)
def test_without_the_deletion_events_are_kept_for_ever(inputs: Mapping[str, Any]) -> None:
    broken = times(with_inputs(made(), JOB, inputs))
    assert broken[ROWS] is None
    assert broken[FILES] is None


def test_a_later_deletion_is_seen() -> None:
    usual = times(made())[FILES]
    assert usual is not None
    body = expiry_query.body("composer-local.payment_settled.events", "europe-west1", 100 * DAY)
    assert times(with_inputs(made(), JOB, target(body)))[FILES] == usual + 10 * DAY


def test_files_are_read_by_those_alone_to_whom_every_column_in_clear_is_open() -> None:
    policies = settled().policies
    event = settled().event_types["PaymentSettled"]
    in_clear = [one for one in event.fields if not one.semantic.encryption]
    needed = max(policies.rank(one.semantic.tier) for one in in_clear)
    readers = {one.inputs["member"] for one in made().resources if one.role.startswith("reader-")}
    assert readers == {who for tier in policies.tiers[needed:] for who in event.access[tier]}


def test_google_s_account_and_the_one_that_deletes_read_nothing_on_its_way() -> None:
    exposed = exposure(made(), settled().policies.tiers)
    assert not [who for who in exposed.everybody if "condel" in who or "$ref" in who]
    assert not [who for who in exposed.handlers if "keep-" in who]


@pytest.mark.parametrize(("before", "after"), [("gcs", "iceberg"), ("iceberg", "bigquery"), ("bigquery", "iceberg")])
def test_another_storage_is_a_hazard_to_what_was_delivered(before: str, after: str) -> None:
    tiers, name = settled().policies.tiers, "PaymentSettled"
    hazards = judge({name: made(before)}, {name: made(after)}, tiers, (), date(2026, 1, 1))
    lost = {one.path for one in hazards if one.code == "ET806"}
    assert lost & {"delivered-bucket", "iceberg-bucket", "table"}
