"""`composer adopt`: from what an old service left to a definition and its record; and what it refuses on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from composer.cli import main
from composer.localcloud import rest, settings
from composer.localcloud.cloud import Cloud
from tests.docs import legacy
from tests.localcloud.rest_client import RestClient

if TYPE_CHECKING:
    from pathlib import Path

SAID = ["--description", "Shared.", "--owner", "insights", "--domain", "playback", "--average", "1/h", "--peak", "1/s"]
TOPIC = ["--topic", "page-shared-v1"]
COLUMNS = [
    {"name": "event_id", "type": "STRING", "mode": "REQUIRED"},
    {"name": "page", "type": "STRING", "mode": "REQUIRED"},
    {"name": "channel", "type": "STRING", "mode": "NULLABLE"},
]


def ran(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["adopt", *arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def client(here: Path) -> RestClient:
    """The local cloud with what was left in it."""
    (here / ".composer").mkdir()
    made = RestClient(*rest.serve(Cloud(here / ".composer" / "localcloud.db")))
    legacy.make(made, "composer-local", "europe-west1")
    return made


def answered(here: Path) -> Path:
    """The new definition, with its questions answered."""
    path = here / "eventtypes" / "playback" / "PageShared.yaml"
    path.write_text(path.read_text().replace("# semantic: what does it mean?", "semantic: system.operations"))
    return path


def record(here: Path) -> dict[str, list[dict[str, object]]]:
    adopted = yaml.safe_load((here / "stacks" / "adopted" / "local.yaml").read_text())["adopted"]["PageShared"]
    return {one["role"]: [found["property"] for found in one.get("as_found", ())] for one in adopted}


def test_from_a_topic_to_a_record(here: Path, client: RestClient) -> None:
    assert "page-shared-v1" in ran()
    assert "runs" not in ran("PageShared", *TOPIC, *SAID)
    lines = (here / "eventtypes/playback/PageShared.versions.jsonl").read_text().splitlines()
    assert [len(json.loads(line)["fields"]) for line in lines] == [2, 3]
    assert ran("PageShared", *TOPIC).endswith("it goes on with what PageShared takes over.\n"), "questions are open"
    answered(here)

    shown = ran("PageShared", *TOPIC, "--table", "old.shares", code=3)
    assert "there is no projects/composer-local/datasets/old" in shown
    assert "stays" in ran("PageShared", *TOPIC)
    assert record(here).keys() == {"topic", "schema"}
    assert "are made beside" in ran("PageShared", *TOPIC), "what was not applied yet is written again"
    plan = CliRunner().invoke(main, ["plan", "PageShared", "--format", "json"])
    assert json.loads(plan.stdout)["adopted"] == ["PageShared/schema", "PageShared/topic"]
    assert CliRunner().invoke(main, ["check"]).exit_code == 0

    shown = ran("PageShared", *TOPIC, "--bucket", "composer-local-page-shares", code=1)
    assert "is kept in bigquery and has no delivered-bucket" in " ".join(shown.split())
    assert record(here).keys() == {"topic", "schema"}


def around(client: RestClient) -> None:
    """What stands around the table, the topic and its schema."""
    place = {"project": "composer-local"}
    settings = {"schema": "projects/composer-local/schemas/page-shared", "encoding": "BINARY"}
    query = {"query": "SELECT 1 AS one", "use_legacy_sql": False}
    condition = {"title": "now", "expression": "true"}
    policy = {"version": 3, "bindings": [{"role": "roles/pubsub.viewer", "members": ["user:eve@example.com"]}]}
    policy["bindings"][0]["condition"] = condition
    made = [
        client.create("gcp:pubsub/topic:Topic", {**place, "name": "page-shared-v2", "schema_settings": settings}),
        client.create("gcp:bigquery/table:Table", {**place, "dataset_id": "old", "table_id": "seen", "view": query}),
        client.create(
            "gcp:storage/bucket:Bucket", {**place, "name": "composer-local-landed", "location": "europe-west1"}
        ),
        client.call("POST", "pubsub/v1/projects/composer-local/topics/page-shared-v1:setIamPolicy", {"policy": policy}),
    ]
    assert [code for code, _ in made] == [200] * 4, made


def test_what_cannot_be_taken_over_is_listed_with_a_way_on(here: Path, client: RestClient) -> None:
    del here
    client.create("gcp:pubsub/topic:Topic", {"project": "composer-local", "name": "without-schema"})
    shown = ran()
    assert "1 topic could not, as it is:" in shown
    assert "projects/composer-local/topics/without-schema has no schema" in shown


def test_a_table(here: Path, client: RestClient) -> None:
    table = {"project": "composer-local", "dataset_id": "old", "table_id": "shares"}
    accesses = [{"role": "READER", "group_by_email": f"{one}@example.com"} for one in ("counters", "analysts")]
    client.create("gcp:bigquery/dataset:Dataset", {**table, "location": "europe-west1", "accesses": accesses})
    values = {
        **table,
        "schema": json.dumps(COLUMNS),
        "time_partitioning": {"type": "DAY", "expiration_ms": 86400000 * 300},
        "clusterings": ["page"],
    }
    assert client.create("gcp:bigquery/table:Table", values)[0] == 200
    around(client)
    place = [*TOPIC, "--table", "old.shares", "--landing-bucket", "composer-local-landed"]
    assert "group:counters@example.com read it, too" in ran("PageShared", *place, *SAID)
    path = answered(here)
    assert "group:analysts@example.com" in path.read_text()
    assert "retention: 300d" in path.read_text()
    shown = ran("PageShared", *place)
    assert record(here).keys() == {"topic", "schema", "landing-bucket", "dataset", "table"}
    beside = " ".join(shown.partition("These stay as well")[2].split())
    assert "view projects/composer-local/datasets/old/tables/seen" in beside
    assert "topic projects/composer-local/topics/page-shared-v2, which has this schema, too" in beside
    assert (
        "roles/pubsub.viewer of user:eve@example.com on projects/composer-local/topics/page-shared-v1, under a"
        in beside
    )
    assert "clusterings stays" in shown
    assert "asks for nothing of the kind" in shown
    assert "accesses stays" in shown
    assert record(here)["table"] == ["clusterings", "description", "labels", "require_partition_filter", "schema"], (
        "words of columns"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["PageShared"], 2, "say which topic"),
        (TOPIC, 2, "say which Event Type it is for"),
        (["PageShared", *TOPIC, "--bucket", "a", "--table", "b.c"], 2, "give one of them"),
        (["PageShared", *TOPIC, "--table", "b"], 2, "DATASET.TABLE"),
        (["PageShared", "--topic", "nothing"], 3, "there is no projects/composer-local/topics/nothing"),
        (["PageShared", "--topic", "projects/p/x/y"], 3, "is no id of a Topic"),
        (["page_shared", *TOPIC], 2, "is no name of an Event Type"),
        (["Another", *TOPIC], 1, "call it PageShared"),
        (["EndSong", *TOPIC], 1, "call it PageShared"),
    ],
)
@pytest.mark.usefixtures("client")
def test_what_is_refused(arguments: list[str], code: int, words: str) -> None:
    assert words in " ".join(ran(*arguments, code=code).split())


def test_what_cannot_be_seen(here: Path, client: RestClient) -> None:
    del client
    settings._set(
        Cloud(here / ".composer/localcloud.db").store, "denied composer-local", '["cloudasset.assets.listResource"]'
    )
    assert "not everything could be seen" in ran(code=3)


def test_a_subscription_that_forgets_too_soon_is_not_written_down(here: Path, client: RestClient) -> None:
    del client
    ran("PageShared", *TOPIC, *SAID)
    answered(here)
    assert "Nothing was written" in ran("PageShared", *TOPIC, "--subscription", "page-shared-counter", code=1)
    assert not (here / "stacks/adopted/local.yaml").exists()
