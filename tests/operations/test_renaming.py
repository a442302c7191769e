"""The stages of a new name are read from the two definitions, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from composer import pipeline
from composer.model import Consumer, EventType, Lifecycle, State
from composer.operations.renaming import stages
from composer.repository import Repository
from tests.conftest import ROOT

settled: Any = pipeline.settle(Repository(ROOT), "local", [ROOT / "eventtypes" / "playback" / "EndSong.yaml"])
OLD: EventType = replace(
    settled.event_types["EndSong"], lifecycle=Lifecycle(State.DEPRECATED, "2028-01-01", "TrackEnded")
)
NEW = replace(OLD, name="TrackEnded", lifecycle=Lifecycle(State.ACTIVE), former_names=("EndSong",))


@pytest.mark.parametrize(
    ("state", "consumers", "versions", "done"),
    [
        (State.DEPRECATED, 1, 0, [False, None, None, False, False, False, False]),
        (State.DEPRECATED, 1, 1, [True, None, None, False, False, False, False]),
        (State.DEPRECATED, 0, 1, [True, None, None, True, False, False, False]),
        (State.DRAINING, 0, 1, [True, None, None, True, True, False, False]),
        (State.DRAINING, 1, 1, [True, None, None, False, True, False, False]),
        (State.ARCHIVED, 0, 1, [True, None, None, True, True, True, False]),
        (State.DELETED, 0, 1, [True, None, None, True, True, True, True]),
    ],
)
def test_each_stage_is_seen_where_it_is(state: State, consumers: int, versions: int, done: list[bool | None]) -> None:
    readers = (Consumer("insights", "daily"),) * consumers
    old = replace(OLD, lifecycle=replace(OLD.lifecycle, state=state), consumers=readers)
    way = stages(old, replace(NEW, versions=OLD.versions[:versions]))
    assert [stage.done for stage in way] == done
    ends = [stage.commands for stage in way[4:] if not stage.done]
    assert ends[:1] in ([], [("composer retire EndSong",)])
    assert not any(ends[1:])
