"""The probe: what Cloud Scheduler publishes, as whom, and when it stops."""

from __future__ import annotations

import io
from base64 import b64decode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import fastavro

from composer import pipeline
from composer.facets import compile_graph
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.model import State
from composer.repository import Repository
from tests.conftest import ROOT

if TYPE_CHECKING:
    from composer.graph import Resource
    from composer.stages import Checked


@cache
def checked() -> Checked:
    return pipeline.check(pipeline.settle(Repository(ROOT), "production"))


def resources(state: State = State.ACTIVE) -> dict[str, Resource]:
    event = checked().event_types["DeliveryProbe"]
    event = replace(event, lifecycle=replace(event.lifecycle, state=state))
    return {one.role: one for one in compile_graph(event, checked().environment, checked().policies).resources}


def test_its_event_can_be_decoded_with_its_schema() -> None:
    job = resources()["probe-schedule"]
    schema = fastavro.parse_schema(checked().event_types["DeliveryProbe"].schema, named_schemas={})
    read = io.BytesIO(b64decode(job.inputs["pubsub_target"]["data"]))
    assert fastavro.schemaless_reader(read, schema, None) == {"message": "probe", "token": "probe"}
    assert not read.read()
    assert job.inputs["schedule"] == "* * * * *"


def test_it_goes_through_everything_there_is_between_topic_and_readers() -> None:
    there = resources()
    assert {
        "topic",
        "etl-subscription",
        "etl-group",
        "bucket-workflow",
        "etl-close",
        "delivered-bucket",
    } <= there.keys()
    assert "slo-timeliness" in there


def test_schedules_may_publish_to_probes_alone() -> None:
    agent = f"serviceAccount:service-{checked().environment.cells[0].project_number}@gcp-sa-cloudscheduler.iam.gserviceaccount.com"
    granted = {
        one.id for graph in pipeline.graphs(checked()) for one in graph.resources if one.inputs.get("member") == agent
    }
    assert granted == {"DeliveryProbe/probe-publisher"}


def test_a_probe_that_drains_is_published_to_no_more() -> None:
    assert "probe-schedule" in resources(State.DEPRECATED)
    draining = resources(State.DRAINING)
    assert "etl-group" in draining
    assert not {"probe-schedule", "probe-publisher"} & draining.keys()
    assert [one for one in draining.values() if one.type == JOB.token], "buckets still close"
