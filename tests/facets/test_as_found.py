"""What an Event Type took over has its own names everywhere, and stays as found until something else is asked for."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.facets.as_found import digest
from composer.graph import cloud_names
from composer.model.adoption import ADOPTABLE, Adopted, AsFound
from composer.reports.adoption_text import UNTIL_THEN
from composer.spec.adopted import Role
from tests.facets.test_etl import fleet, graph

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.model import EventType

IDS = {
    "schema": "projects/composer-local/schemas/Old_schema",
    "topic": "projects/composer-local/topics/old-topic",
    "etl-subscription": "projects/composer-local/subscriptions/old-reader",
    "landing-bucket": "old-landing",
    "delivered-bucket": "old-bucket",
    "dataset": "projects/composer-local/datasets/old_dataset",
    "table": "projects/composer-local/datasets/old_dataset/tables/old_table",
}


def adopting(event: EventType, *adopted: Adopted) -> ResourceGraph:
    return graph(event, replace(fleet().environment, adopted={event.name: adopted}))


def test_what_is_said_of_properties_is_of_some_that_there_are() -> None:
    assert {name in ADOPTABLE[role].properties for role, name in UNTIL_THEN} == {True}


def test_every_role_is_a_word_that_the_record_takes() -> None:
    assert [*Role.__args__] == [*ADOPTABLE] == [*IDS]


@pytest.mark.parametrize("name", ["EndSong", "PlaylistChanged", "AdClicked", "SearchPerformed", "AppCrashed"])
def test_nothing_goes_by_the_name_that_we_would_have_given(name: str) -> None:
    event = fleet().event_types[name]
    project = fleet().environment.cell(event.cell).project
    roles = [role for role in IDS if f"{name}/{role}" in graph(event).ids]
    made = adopting(event, *(Adopted(role, IDS[role]) for role in roles))
    text = json.dumps([(one.name, one.inputs) for one in made.resources])
    ours = {
        "topic": f"topics/{cloud_names.topic(name)}",
        "schema": f"schemas/{cloud_names.schema(name)}",
        "etl-subscription": cloud_names.etl_subscription(name),
        "delivered-bucket": cloud_names.bucket(project, name, "delivered"),
        "table": f"{cloud_names.dataset(name)}.{cloud_names.TABLE}",
    }
    for role in roles:
        assert IDS[role].rpartition("/")[2] in text
        if role in ours:
            assert not re.search(rf"(?<![\w-]){re.escape(ours[role])}(?![\w.-])", text), role
    assert made.ids == graph(event).ids


def test_a_property_stays_until_the_definition_asks_for_something_else() -> None:
    event = fleet().event_types["EndSong"]
    labels = graph(event)["EndSong/topic"].inputs["labels"]
    found = Adopted(
        "topic",
        IDS["topic"],
        (
            AsFound("labels", {"team": "old"}, digest(labels)),
            AsFound(
                "message_storage_policy", None, digest(graph(event)["EndSong/topic"].inputs["message_storage_policy"])
            ),
            AsFound("kms_key_name", "projects/p/locations/l/keyRings/r/cryptoKeys/k", digest(None)),
        ),
    )
    topic = adopting(event, found)["EndSong/topic"].inputs
    assert topic["labels"] == {"team": "old"}
    assert "message_storage_policy" not in topic
    assert topic["kms_key_name"] == "projects/p/locations/l/keyRings/r/cryptoKeys/k"

    moved = replace(event, owner=fleet().event_types["SearchPerformed"].owner)
    topic = adopting(moved, found)["EndSong/topic"].inputs
    assert topic["labels"] == graph(moved)["EndSong/topic"].inputs["labels"]
    assert "message_storage_policy" not in topic
