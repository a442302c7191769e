"""The ledger gives back what was recorded, and takes what is broken for never applied."""

import json
import time
from dataclasses import fields, replace
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.graph import Resource, build_graph
from composer.ledger import Ledger, Record, digest_of, open_store, read_record, unreadable_message
from composer.ledger.ledger import DAY
from composer.system import files

GRAPH = build_graph("EndSong", [Resource("EndSong/topic", "gcp:pubsub/topic:Topic", "t", {"name": "t"}, "because")])
RECORD = Record("EndSong", "local.EndSong", GRAPH, "a", "1", "d", 2, "c", "2026-11-24T00:00:00Z", "0.1", "10.2.0")


def test_what_is_recorded_is_read(url: str) -> None:
    ledger = Ledger(url)
    platform = replace(
        RECORD,
        owner="platform:one",
        graph=build_graph("platform:one", []),
        outputs={"platform:one/tag": {"name": "taxonomies/1"}},
    )
    assert ledger.owners() == ()
    ledger.write(RECORD)
    ledger.write(platform)
    assert ledger.owners() == ("EndSong", "platform:one")
    assert Ledger(url).read(["EndSong", "platform:one", "Nobody"]) == {"EndSong": RECORD, "platform:one": platform}
    ledger.write(replace(RECORD, applied="b"))
    assert ledger.read(["EndSong"])["EndSong"].applied == "b"
    ledger.forget("EndSong")
    ledger.forget("EndSong")
    assert ledger.owners() == ("platform:one",)


def test_what_is_written_meanwhile_is_not_lost(url: str) -> None:
    ledger, turns = Ledger(url), []
    assert ledger.change("EndSong", lambda one: one) is None, "nothing was applied yet"
    ledger.write(RECORD)

    def changed(record: Record) -> Record:
        if not turns:
            ledger.write(replace(record, applied="by somebody else"))
        turns.append(record.applied)
        return replace(record, proof={"time": "now"})

    ledger.change("EndSong", changed)
    assert turns == ["a", "by somebody else"]
    assert ledger.read(["EndSong"]) == {"EndSong": replace(RECORD, applied="by somebody else", proof={"time": "now"})}


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"null", b"[]", b"[" * 100_000, b"\xff\xfe", json.dumps({"format": "composer/ledger/v0"}).encode()],
    ids=["empty", "half", "null", "list", "deep", "bytes", "older"],
)
def test_a_broken_record_is_none(url: str, broken: bytes) -> None:
    open_store(url).write("applied/EndSong.json", broken)
    assert Ledger(url).read(["EndSong"]) == {}


def test_a_record_of_another_environment_is_none(url: str) -> None:
    """Whoever copies the folder of one environment into another's has not applied anything there."""
    Ledger(url).write(RECORD)
    assert Ledger(url, "local").read(["EndSong"]) == {"EndSong": RECORD}
    production = Ledger(url, "production")
    assert production.read(["EndSong"]) == {}
    assert "the stack local.EndSong" in production.unreadable["EndSong"]
    assert production.change("EndSong", lambda one: one) is None


def test_a_record_of_another_is_none() -> None:
    assert read_record(replace(RECORD, owner="Other").to_bytes(), "EndSong") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_is_never_an_error(data: st.DataObject) -> None:
    """Cut, with any value in place of another, with a graph that is not what was written: never an error, now or when
    the graph is looked at."""
    line, _, graph = RECORD.to_bytes().partition(b"\n")
    whole = json.loads(line)
    key = data.draw(st.sampled_from(sorted(whole)))
    json_values = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()) | st.just({})
    damaged = json.dumps(whole | {key: data.draw(json_values)}).encode() + b"\n" + graph
    cut = damaged[: data.draw(st.integers(0, len(damaged)))]
    for text in (damaged, cut, line + b"\n" + data.draw(st.binary()), line + b"\n" + graph.replace(b"t", b"u", 1)):
        result = read_record(text, "EndSong")
        assert result is None or (result.owner, result.graph.resources) == ("EndSong", GRAPH.resources)


def test_a_graph_is_read_when_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    result = read_record(RECORD.to_bytes(), "EndSong")
    assert result is not None
    assert result == RECORD
    monkeypatch.setattr(json, "loads", None)
    assert result.graph.fingerprint == GRAPH.fingerprint
    assert result.graph.resources == GRAPH.resources


def test_what_no_record_refers_to_is_dropped_after_a_day(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before: a run beside this one may be about to write the record. What is kept again is young again."""

    def later(days: float) -> None:
        clock = SimpleNamespace(time=lambda: time.time() + days * DAY)
        monkeypatch.setattr("composer.ledger.ledger.time", clock)

    ledger = Ledger(url)
    for name in ("aa", "bb", "cc", "dd"):
        ledger.keep_shared(name, b"{}")
    ledger.write(replace(RECORD, written={"shared": "aa"}))
    known = replace(RECORD, owner="Known", written={"shared": "bb"})
    ledger.write(replace(known, written={"shared": "young"}))
    assert ledger.drop_unshared({}) == ()
    later(0.9)
    assert ledger.drop_unshared({}) == ()
    later(1.1)
    assert ledger.drop_unshared({"Known": known}) == ("cc", "dd")
    assert sorted(open_store(url).versions("written")) == ["written/aa.json", "written/bb.json"]
    later(0)
    Ledger(url).keep_shared("bb", b"{}")
    assert ledger.drop_unshared({}) == ()
    later(1.1)
    open_store(url).write("applied/Known.json", b"cut")
    assert ledger.drop_unshared({}) == (), "nobody knows what it refers to"
    ledger.forget("Known")
    assert Ledger(url).drop_unshared({}) == ("bb",)


def test_what_is_kept_again_is_young_again(url: str) -> None:
    store, ledger = open_store(url), Ledger(url)
    ledger.keep_shared("aa", b"{}")
    seen = store.versions("written")
    Ledger(url).keep_shared("aa", b"{}")
    assert store.versions("written") != seen
    assert time.time() - store.times("written")["written/aa.json"] < DAY / 2


def test_a_record_that_is_too_large_is_told_with_its_size(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(url).write("applied/Played.json", b"x" * 120)
    monkeypatch.setattr(files, "MOST_RECORDED", 99)
    ledger = Ledger(url)
    assert ledger.read(["Played"]) == {}
    text = unreadable_message("Played", ledger.unreadable["Played"])
    assert "(applied/Played.json: it has 120 bytes, and at most 99 bytes are read)" in text
    assert "`composer up` looks at the stack and records it anew" in text
    assert ledger.shared("0" * 32) is None


@pytest.mark.parametrize("name", sorted(json.loads(RECORD.to_bytes().partition(b"\n")[0]).keys() - {"digest"}))
@pytest.mark.parametrize("value", [5, None, [5], {"a": 5}, "x"], ids=str)
def test_a_record_whose_values_are_of_another_form_is_none(name: str, value: object) -> None:
    """Whatever its digest says: what reads it may trust its types."""
    line, _, graph = RECORD.to_bytes().partition(b"\n")
    about = json.loads(line) | {name: value}
    about.pop("digest")
    text = json.dumps(about, sort_keys=True, separators=(",", ":")).encode()
    whole = json.dumps({**about, "digest": digest_of(text)}, sort_keys=True, separators=(",", ":")).encode()
    record = read_record(whole + b"\n" + graph, "EndSong")
    if record is None:
        return
    for field in fields(Record):
        if field.name != "graph":
            assert type(getattr(record, field.name)) is type(getattr(RECORD, field.name)), field.name
