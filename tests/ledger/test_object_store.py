"""Stores keep what they are given, on disk and in a bucket alike, and one of two writers wins."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.ledger import Ledger, NoObject, Store, StoreError, open_store, unreadable_message
from composer.system import files


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


SPECIAL: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "it is a named pipe"),
    "folder": (Path.mkdir, "it is a folder"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a link here leads out of the repository"),
    "loop": (lambda path: path.symlink_to(path.name), "it is a link that leads to itself"),
    "out": (lambda path: path.symlink_to("/etc/hostname"), "a link here leads out of the repository"),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_stands_in_the_place_of_an_object_says_what_it_is(tmp_path: Path, kind: str) -> None:
    root = tmp_path / ".composer" / "ledger"
    store, ledger = open_store(f"file://{root}"), Ledger(f"file://{root}")
    make, text = SPECIAL[kind]
    (root / "applied").mkdir(parents=True)
    make(root / "applied" / "Played.json")
    assert ledger.read(["Played"]) == {}
    assert f"applied/Played.json: {text}" in unreadable_message("Played", ledger.unreadable["Played"])
    assert ledger.owners() == ("Played",)
    assert not store.create("applied/Played.json", b"1")
    assert store.replace("applied/Played.json", b"", b"2")
    assert store.read("applied/Played.json") == b"2"
    assert os.path.lexists(root / "applied" / "Played.json.damaged")


@pytest.mark.parametrize("linked", [".composer", ".composer/ledger", ".composer/ledger/applied"])
def test_a_store_that_a_link_leads_out_of_the_repository_is_refused(tmp_path: Path, linked: str) -> None:
    outside = tmp_path / "outside"
    for folder in ("ledger/applied", "applied", "a"):
        (outside / folder).mkdir(parents=True, exist_ok=True)
    before = sorted(outside.rglob("*"))
    link = tmp_path / "repository" / linked
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    store = open_store(f"file://{tmp_path}/repository/.composer/ledger")
    for use in (
        lambda: store.read("applied/x"),
        lambda: store.read_many(["applied/x"]),
        lambda: store.versions("applied"),
        lambda: store.times("applied"),
        lambda: store.write("applied/x", b"1"),
        lambda: store.create("applied/x", b"1"),
        lambda: store.replace("applied/x", b"1", b"2"),
        lambda: store.delete("applied/x"),
    ):
        with pytest.raises(files.UnreadableError, match="leads out of the repository"):
            use()
    assert sorted(outside.rglob("*")) == before


def test_a_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / ".composer").symlink_to("kept")
    open_store(f"file://{tmp_path}/.composer/ledger").write("a/x", b"1")
    assert (tmp_path / "kept/ledger/a/x").read_bytes() == b"1"


def test_what_is_too_large_reads_as_nothing_and_is_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write("a/x", b"far too much!")
    monkeypatch.setattr(files, "MOST_RECORDED", 3)
    result = store.read("a/x")
    assert isinstance(result, NoObject)
    assert result == b""
    assert result.too_large
    assert result.why == "it has 13 bytes, and at most 3 bytes are read"
    assert store.replace("a/x", result, b"new")
    assert store.read("a/x") == b"new"
