"""Everybody who reads an Event Type is told of its steps: who is declared, who was, and who was only seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from composer import pipeline
from composer.model import Consumer, EventType, Lifecycle, Owner, State
from composer.operations.notices import Reader, notices, register
from composer.reports import notices_markdown
from composer.repository import Repository
from tests.conftest import ROOT

TEAMS = ("royalties", "discovery", "insights", "podcasts")
OWNERS = {name: Owner(name, f"group:{name}@example.com", f"#{name}") for name in TEAMS}
ENDING = Lifecycle(State.DEPRECATED, "2028-01-01", "PlaybackStarted")

settled: Any = pipeline.settle(Repository(ROOT), "local", [ROOT / "eventtypes" / "playback" / "EndSong.yaml"])
EVENT: EventType = replace(settled.event_types["EndSong"], lifecycle=Lifecycle(State.ACTIVE), owner=OWNERS["royalties"])

teams = st.lists(st.sampled_from(TEAMS), unique=True)
people = st.sampled_from([*(f"{team}@example.com" for team in TEAMS), "job@p.iam.gserviceaccount.com", "a|b@`x`"])


def reading(names: list[str]) -> tuple[Consumer, ...]:
    return tuple(Consumer(name, "daily") for name in names)


@given(teams, teams, st.dictionaries(people, st.just("2027-01-01")))
def test_whoever_reads_is_told_once(before: list[str], after: list[str], seen: dict[str, str]) -> None:
    was, now = replace(EVENT, consumers=reading(before)), replace(EVENT, consumers=reading(after), lifecycle=ENDING)
    told = notices(
        {"EndSong": was}, {"EndSong": now}, OWNERS, {"EndSong": seen}, {"EndSong": {"car-app": "2027-02-02"}}
    )
    of_group = {one.partition("@")[0] for one in seen} & {*TEAMS}
    assert told.keys() == {"royalties", *before, *after, *of_group}
    assert all(len(one) == 1 for one in told.values())
    readers = told["royalties"][0].readers
    assert {one.team for one in readers if one.needs} == {*after}
    assert {one.principal for one in readers if one.principal} == {*seen}
    for team, of_team in told.items():
        text = str(notices_markdown.render(team, of_team))
        assert all(one in text for one in ("EndSong", "2028-01-01", "PlaybackStarted"))
        assert ("| `car-app` | `2027-02-02` |" in text) is (team == "royalties"), "its owner is told who still sends it"
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        assert {line.replace("\\|", "").count("|") for line in rows} <= {3, 4}


def test_nobody_is_told_of_what_stayed() -> None:
    more = replace(EVENT, consumers=reading(["podcasts"]))
    assert notices({"EndSong": EVENT}, {"EndSong": more, "New": more}, OWNERS, {}, {}) == {}


def test_another_day_is_told_too() -> None:
    later = replace(EVENT, lifecycle=replace(ENDING, sunset="2028-03-01"))
    told = notices({"EndSong": replace(EVENT, lifecycle=ENDING)}, {"EndSong": later}, OWNERS, {}, {})
    assert "`2028-03-01`, and not after `2028-01-01`" in str(notices_markdown.render("insights", told["insights"]))


def test_who_is_declared_and_seen_is_one_reader() -> None:
    event = replace(EVENT, consumers=reading(["insights"]))
    seen = {"insights@example.com": "2027-01-02", "x@example.com": "2027-01-03"}
    assert register(event, OWNERS, seen) == (
        Reader("insights", "daily", "insights@example.com", "2027-01-02"),
        Reader("", "", "x@example.com", "2027-01-03"),
    )
