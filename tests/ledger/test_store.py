"""Stores keep what they are given, on disk and in a bucket alike, and one of two writers wins."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.ledger import Store, StoreError, open_store


def test_what_is_written_is_read(store: Store) -> None:
    assert store.read("a/x") is None
    assert store.versions("a") == {}
    store.write("a/x", b"1")
    store.write("a/y", b"2")
    store.write("a/deeper/z", b"3")
    store.write("ab", b"4")
    assert store.read("a/x") == b"1"
    assert store.read_many(["a/x", "a/y", "a/none"]) == {"a/x": b"1", "a/y": b"2"}
    assert sorted(store.versions("a")) == ["a/x", "a/y"]


def test_every_write_changes_the_version(store: Store) -> None:
    seen = set()
    for data in (b"1", b"2", b"1", b"1"):
        store.write("a/x", data)
        seen.add(store.versions("a")["a/x"])
    assert len(seen) == 4


def test_only_the_first_creates(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: store.create("a/x", b"%d" % number), range(8)))
    assert made.count(True) == 1
    assert store.read("a/x") == b"%d" % made.index(True)


def test_only_what_was_seen_is_replaced(store: Store) -> None:
    assert not store.replace("a/x", b"0", b"1")
    store.write("a/x", b"0")
    assert not store.replace("a/x", b"1", b"2")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: store.replace("a/x", b"0", b"new %d" % number), range(8)))
    assert done.count(True) == 1
    assert store.read("a/x") == b"new %d" % done.index(True)
    assert not store.replace("a/x", b"0", None)
    assert store.replace("a/x", b"new %d" % done.index(True), None)
    assert store.read("a/x") is None


def test_deleting_is_repeatable(store: Store) -> None:
    store.write("a/x", b"1")
    store.delete("a/x")
    store.delete("a/x")
    assert store.read("a/x") is None


def test_a_bucket_that_is_not_there_is_said_with_a_way_out(bucket: str) -> None:
    nowhere = open_store("gs://nowhere/state")
    with pytest.raises(StoreError, match="gs://nowhere is not there"):
        nowhere.write("a/x", b"1")


def test_no_credentials_are_a_sentence_and_no_traceback(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    result = CliRunner().invoke(main, ["plan", "--environment", "production"])
    assert result.exit_code == 3
    assert "needs credentials" in result.stderr
    assert "hint: sign in" in result.stderr
