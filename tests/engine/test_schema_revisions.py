"""Old revisions of a Pub/Sub schema: what the local cloud says of them over REST, and which of them `up` deletes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from composer.engine.failures import EngineFailedError
from composer.engine.live_changes import LiveChanges
from composer.engine.schema_revisions import REVISIONS_KEPT, Revision, make_room, unneeded, waiting
from composer.graph import Resource, build_graph
from composer.kinds.pubsub.pubsub_schema import EARLY, REVISIONS, SCHEMA
from composer.localcloud import cloud_database, rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.refusal import RefusedError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAME = "projects/music-1234/schemas/event.EndSong"


def definition(number: int) -> str:
    return json.dumps(
        {"type": "record", "name": "EndSong", "fields": [{"name": f"f{number}", "type": "int", "default": 0}]}
    )


def inputs(number: int) -> dict[str, Any]:
    return {"project": "music-1234", "name": "event.EndSong", "type": "AVRO", "definition": definition(number)}


class World:
    """A cloud that holds one schema, its REST address, and an `up` that is about to commit one more revision."""

    def __init__(self, folder: Path) -> None:
        self.cloud = Cloud(folder / "cloud.db")
        self.live = LiveChanges(*rest.serve(self.cloud))
        self.cloud.create(SCHEMA, inputs(1))

    def commit(self, count: int) -> None:
        for number in range(len(self.revisions()) + 1, count + 1):
            self.cloud.update(SCHEMA, NAME, inputs(number))

    def revisions(self) -> list[dict[str, Any]]:
        answer = self.live.get(SCHEMA, f"v1/{NAME}:listRevisions", {"pageSize": "1000", "view": "FULL"})
        assert answer is not None
        return list(answer["schemas"])

    def age(self, days: int) -> None:
        with self.cloud.store.writing() as connection:
            row = cloud_database.load(connection, SCHEMA.token, NAME)
            assert row is not None
            for number, one in enumerate(row.revisions):
                one["at"] = (datetime.now(UTC) - timedelta(days=days, minutes=-number)).isoformat()
            cloud_database.save(connection, row)

    def up(self, named: str = "", *, simulated: bool = False, same: bool = False) -> list[str]:
        schema = Resource(
            "EndSong/schema", SCHEMA.token, "event.EndSong", {"definition": "same" if same else "new"}, ""
        )
        kept = Resource(
            "EndSong/s",
            "gcp:pubsub/subscription:Subscription",
            "s",
            {"message_retention_duration": f"{7 * 86400}s"},
            "",
        )
        work: Any = SimpleNamespace(graph=build_graph("EndSong", [schema, kept]), action="up")
        there = SimpleNamespace(id=NAME, type=SCHEMA.token, inputs={"definition": "same"})
        topic = SimpleNamespace(type="gcp:pubsub/topic:Topic", inputs={"schemaSettings": {"firstRevisionId": named}})
        state: Any = SimpleNamespace(resources={"EndSong/schema": there, "EndSong/topic": topic})
        return list(make_room(work, state, self.live, simulated=simulated))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_revisions_are_listed_newest_first_in_pages(world: World) -> None:
    world.commit(3)
    assert [one["definition"] for one in world.revisions()] == [definition(3), definition(2), definition(1)]
    page = world.live.get(SCHEMA, f"v1/{NAME}:listRevisions", {"pageSize": "2"}) or {}
    assert len(page["schemas"]) == 2
    assert "definition" not in page["schemas"][0]
    rest_of_it = world.live.get(SCHEMA, f"v1/{NAME}:listRevisions", {"pageToken": page["nextPageToken"]}) or {}
    assert len(rest_of_it["schemas"]) == 1
    oldest = rest_of_it["schemas"][0]["name"]
    assert (world.live.get(SCHEMA, f"v1/{oldest}") or {})["definition"] == definition(1)
    assert world.live.get(SCHEMA, f"v1/{NAME}@00000000") is None


def test_google_has_these_methods(world: World) -> None:
    """The paths that are called here, in Google's own description of its API."""
    import googleapiclient

    folder = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    described = json.loads((folder / "pubsub.v1.json").read_text(encoding="utf-8"))
    methods = described["resources"]["projects"]["resources"]["schemas"]["methods"]
    called = {
        name: (methods[name]["httpMethod"], methods[name]["path"]) for name in ("listRevisions", "deleteRevision")
    }
    assert called == {
        "listRevisions": ("GET", "v1/{+name}:listRevisions"),
        "deleteRevision": ("DELETE", "v1/{+name}:deleteRevision"),
    }
    assert {"view", "pageSize", "pageToken"} <= methods["listRevisions"]["parameters"].keys()
    assert world.revisions()[0].keys() <= described["schemas"]["Schema"]["properties"].keys()


def test_the_21st_revision_is_refused_and_has_room_once_one_is_deleted(world: World) -> None:
    world.commit(REVISIONS)
    with pytest.raises(RefusedError, match="limit of 20 revisions"):
        world.cloud.update(SCHEMA, NAME, inputs(99))
    world.live.delete(SCHEMA, f"v1/{world.revisions()[-1]['name']}:deleteRevision")
    world.cloud.update(SCHEMA, NAME, inputs(99))
    assert len(world.revisions()) == REVISIONS


def test_the_only_revision_stays(world: World) -> None:
    with pytest.raises(EngineFailedError):
        world.live.delete(SCHEMA, f"v1/{world.revisions()[0]['name']}:deleteRevision")
    assert len(world.revisions()) == 1


def test_nothing_is_said_or_deleted_early_or_without_a_new_schema(world: World) -> None:
    world.commit(EARLY - 1)
    world.age(100)
    assert world.up() == []
    world.commit(REVISIONS)
    world.age(100)
    assert world.up(same=True) == []
    assert len(world.revisions()) == REVISIONS


def test_revisions_that_nothing_needs_are_deleted(world: World) -> None:
    world.commit(REVISIONS)
    world.age(100)
    oldest = world.revisions()[-1]["revisionId"]
    assert world.up(named=oldest) == [
        f"EndSong/schema: 10 old revisions are deleted, {REVISIONS_KEPT} of 20 are in use"
    ]
    left = [one["revisionId"] for one in world.revisions()]
    assert len(left) == REVISIONS_KEPT
    assert left[-1] == oldest  # a topic names it


def test_it_is_said_early_and_refused_late(world: World) -> None:
    world.commit(EARLY)
    assert "16 of 20 revisions will be in use; the oldest can go on" in world.up()[0]
    world.commit(REVISIONS)
    with pytest.raises(EngineFailedError) as refused:
        world.up()
    assert "the oldest can go on" in refused.value.failures[0].way_out
    assert world.up(simulated=True) == [
        f"EndSong/schema: 10 old revisions are deleted, {REVISIONS_KEPT} of 20 are in use"
    ]


def test_the_newest_is_never_deleted() -> None:
    revisions = [Revision(str(n), NOW - timedelta(days=99 - n), NOW - timedelta(days=50 - n)) for n in range(30)]
    revisions.append(Revision("newest", NOW - timedelta(days=60), None))
    assert [one.id for one in unneeded(revisions, {"3"}, NOW)][:4] == ["0", "1", "2", "4"]
    assert len(revisions) - len(unneeded(revisions, {"3"}, NOW)) == REVISIONS_KEPT


def test_an_event_may_wait_in_one_subscription_after_another() -> None:
    token = "gcp:pubsub/subscription:Subscription"
    spans = [
        Resource(f"E/{n}", token, n, {"message_retention_duration": f"{days * 86400}s"}, "")
        for n, days in (("a", 7), ("b", 31))
    ]
    assert waiting(build_graph("E", spans)) == timedelta(days=38)
