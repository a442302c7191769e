"""Revisions of a Pub/Sub schema through the real engine: the topic follows them, and old ones go in time."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds.pubsub.pubsub_schema import REVISIONS, SCHEMA
from tests.engine.test_pulumi_program import composer, repository

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["repository"]
pytestmark = pytest.mark.engine
FIELD = '    - {{name: {name}, type: ["null", string], default: null, semantic: system.operations}}\n'


def release(folder: Path, name: str) -> dict[str, Any]:
    """Add a field, record the version, and apply it."""
    file = folder / "eventtypes/playback/EndSong.yaml"
    head, fields, rest = file.read_text().partition("  fields:\n")
    file.write_text(head + fields + FIELD.format(name=name) + rest)
    composer(folder, "check", "--fix")
    document: dict[str, Any] = json.loads(composer(folder, "up", "--yes", "--format", "json"))
    return document


def kept(folder: Path, kind: str, name: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    with sqlite3.connect(folder / ".composer" / "localcloud.db") as database:
        query = "SELECT properties, revisions FROM objects WHERE kind = ? AND id LIKE ?"
        result = database.execute(query, (kind, f"%/{name}")).fetchone()
    return json.loads(result[0]), json.loads(result[1])


def fill_up(folder: Path) -> None:
    """As many revisions as there can be, the newest staying what it is."""
    _, revisions = kept(folder, SCHEMA.token, "event.EndSong")
    old = [
        {"id": f"{n:08x}", "value": "{}", "at": f"2026-01-{n + 1:02}T00:00:00.000000Z"}
        for n in range(REVISIONS - len(revisions))
    ]
    with sqlite3.connect(folder / ".composer" / "localcloud.db") as database:
        database.execute(
            "UPDATE objects SET revisions = ? WHERE kind = ? AND id LIKE '%/event.EndSong'",
            (json.dumps([*old, *revisions]), SCHEMA.token),
        )
    database.close()


def test_the_topic_follows_and_old_revisions_go(repository: Path) -> None:
    composer(repository, "up", "--yes")
    first = kept(repository, SCHEMA.token, "event.EndSong")[0]["revision_id"]
    done = release(repository, "mood")["stacks"]["local.EndSong"]
    assert done["changes"] == {"update": 3}, "schema, topic, registration"
    properties, revisions = kept(repository, SCHEMA.token, "event.EndSong")
    topic, _ = kept(repository, "gcp:pubsub/topic:Topic", "event.EndSong")
    assert [one["id"] for one in revisions] == [first, properties["revision_id"]]
    assert topic["schema_settings"]["last_revision_id"] == properties["revision_id"] != first

    fill_up(repository)
    done = release(repository, "tempo")["stacks"]["local.EndSong"]
    assert done["noted"] == ["EndSong/schema: 10 old revisions are deleted, 10 of 20 are in use"]
    _, after = kept(repository, SCHEMA.token, "event.EndSong")
    assert [one["id"] for one in after][-3:-1] == [one["id"] for one in revisions]
    assert len(after) == 11
    assert "Nothing to do" in composer(repository, "up", "--yes")
