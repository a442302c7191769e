"""Delivery: somebody can write where readers look, for as long as anything arrives, and nobody else can."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.graph.object_conditions import prefix_of
from composer.model.lifecycle import states_of
from composer.privacy.exposure import exposure
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.stages import Checked

DELIVERY = "delivery@composer-local.iam.gserviceaccount.com"
WRITING = {
    "roles/storage.objectCreator",
    "roles/storage.objectUser",
    "roles/storage.objectAdmin",
    "roles/storage.admin",
}


@cache
def fleet() -> Checked:
    return pipeline.settle_and_check(Repository(ROOT))


@cache
def graphs() -> dict[str, ResourceGraph]:
    return pipeline.build(fleet())


@pytest.mark.parametrize("name", sorted(fleet().event_types))
def test_one_account_may_write_what_is_delivered_while_events_arrive(name: str) -> None:
    event, graph = fleet().event_types[name], graphs()[name]
    runs = event.lifecycle.state in states_of("processing")
    target = f"{name}/{'delivered-bucket' if event.storage.kind == 'gcs' else 'dataset'}"
    writers: list[str] = [
        one.inputs["member"].removeprefix("serviceAccount:")
        for one in graph.resources
        if one.inputs.get("role") in WRITING and one.inputs["bucket"] == {"$ref": target, "output": "name"}
    ]
    for one in graph.resources:
        writers += [access["user_by_email"] for access in one.inputs.get("accesses", ()) if access["role"] == "WRITER"]
    assert writers == [DELIVERY] * runs


@pytest.mark.parametrize("name", sorted(fleet().event_types))
def test_what_it_may_do_is_this_and_no_more(name: str) -> None:
    event = fleet().event_types[name]
    granted = {
        (one.inputs["role"], one.inputs["bucket"]["$ref"].partition("/")[2])
        for one in graphs()[name].resources
        if one.inputs.get("member") == f"serviceAccount:{DELIVERY}"
    }
    expected = {("roles/storage.objectViewer", "landing-bucket")}
    if not event.storage.COLUMNS:
        expected.add(("roles/storage.objectCreator", "delivered-bucket"))
    assert granted == (expected if event.lifecycle.state in states_of("processing") else set())


def test_it_sees_only_what_is_finished() -> None:
    grant = graphs()["PaymentSettled"]["PaymentSettled/delivery-landing"]
    ready = graphs()["PaymentSettled"]["PaymentSettled/registration"].inputs["content"]["$json"]["delivery"]["ready"]
    path = ready.removeprefix("gs://composer-local-payment-settled-landing/")
    assert path
    assert prefix_of(grant.inputs["condition"]) == path
    # listing is judged against the bucket, for which no condition on an object's name holds
    assert grant.inputs["condition"]["expression"].startswith('resource.type == "storage.googleapis.com/Bucket" || ')
    exposed = exposure(graphs()["PaymentSettled"], ["open", "internal", "sensitive"])
    assert f"serviceAccount:{DELIVERY}" not in exposed.handlers
    assert any(f"serviceAccount:{DELIVERY}" in field.clear for field in exposed.fields.values())


def test_loading_a_table_is_a_job_of_its_project() -> None:
    platform = graphs()["platform:local-1"]["platform:local-1/delivery-jobs"]
    assert platform.inputs["role"] == "roles/bigquery.jobUser"
