"""A change of a schema touches only what holds the schema: over every Event Type of this repository."""

import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from composer import pipeline
from composer.facets import compile_graph
from composer.graph.graph_changes import Update, diff, subject
from composer.model import EventType
from composer.repository import Repository
from composer.stages import Settled

ROOT = Path(__file__).parents[2]


@cache
def settled() -> Settled:
    return pipeline.settle(Repository(ROOT))


def touched(event: EventType, **changed: Any) -> set[str]:
    results = settled()
    assert results.environment is not None
    assert results.policies is not None
    before, after = (
        compile_graph(one, results.environment, results.policies) for one in (event, replace(event, **changed))
    )
    changes = diff(before, after)
    assert all(isinstance(change, Update) for change in changes), "nothing is made, replaced or deleted"
    return {subject(change).role for change in changes}


NAMES = sorted(
    name for name, event in settled().event_types.items() if event.lifecycle.state.value in {"active", "deprecated"}
)
"""Of Event Types that events are published to."""


@pytest.fixture(params=NAMES)
def event(request: pytest.FixtureRequest) -> EventType:
    return settled().event_types[request.param]


def table(event: EventType) -> set[str]:
    return {"table"} if event.storage.kind == "bigquery" else set()


def test_a_field_more(event: EventType) -> None:
    field = {"name": "brand_new", "type": ["null", "string"], "default": None}
    schema = {**event.schema, "fields": [*event.schema["fields"], field]}
    published = {"probe-schedule"} if event.probe else set()
    assert touched(event, schema=schema) == {"schema", "topic", "registration"} | table(event) | published


def test_words_reach_neither_the_topic_nor_its_revisions(event: EventType) -> None:
    schema = copy.deepcopy(event.schema)
    schema["fields"][0]["doc"] = "Other words."
    assert touched(event, schema=schema) == {"registration"} | table(event)


def test_one_more_released_version_is_told_to_the_readers_alone(event: EventType) -> None:
    assert touched(event, versions=(*event.versions, event.schema)) == {"registration"}
