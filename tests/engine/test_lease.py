"""Who may take a stack over from whom: only from the proven dead."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from composer.engine import lease as leases
from composer.engine.failures import EngineFailedError
from composer.engine.lease import Lease, key_of, leased
from composer.engine.process_identity import ProcessIdentity, alive, me
from composer.engine.pulumi_locks import clear_dead_locks
from composer.ledger import FileStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STACK = "local.Played"
LOCKS = f".pulumi/locks/organization/composer/{STACK}"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


@pytest.fixture
def zombie() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has ended and that nobody has waited for: `kill(pid, 0)` says that it is there."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    while alive(child.pid):
        time.sleep(0.02)
    os.kill(child.pid, 0)
    yield child
    child.wait()


def held(holder: ProcessIdentity, *, age: float = 0.0) -> Lease:
    return Lease(key_of(STACK), "theirs", holder, "yesterday", time.time() - age)


def take(store: FileStore) -> list[Lease]:
    dead: list[Lease] = []
    with leased(store, STACK, me(), lambda: None, dead.append):
        assert store.read(key_of(STACK)) is not None
    assert store.read(key_of(STACK)) is None
    return dead


def test_a_free_stack(store: FileStore) -> None:
    assert take(store) == []


def test_a_live_holder_is_named(store: FileStore) -> None:
    store.write(key_of(STACK), held(me()).to_bytes())
    with pytest.raises(EngineFailedError, match=f"process {os.getpid()} on {socket.gethostname()} since yesterday"):
        take(store)


def test_an_orphan_is_dead_whoever_adopted_it(store: FileStore, zombie: subprocess.Popen[bytes]) -> None:
    """A worker whose run was killed before it took the lease is a child of `init` by then, which never ends."""
    with leased(store, STACK, replace(me(), pid=zombie.pid), lambda: None, lambda lease: None):
        assert [one.parent for one in take(store)] == [zombie.pid]


def test_a_lease_given_free_while_it_is_looked_at(store: FileStore, zombie: subprocess.Popen[bytes]) -> None:
    """The orphan releases between our look and our hand: the stack is free, and nobody is refused."""
    store.write(key_of(STACK), held(replace(me(), pid=zombie.pid)).to_bytes())
    replaced = store.replace

    def given_free(key: str, expected: bytes, new: bytes | None) -> bool:
        store.delete(key)
        store.replace = replaced  # type: ignore[method-assign]
        return replaced(key, expected, new)

    store.replace = given_free  # type: ignore[method-assign]
    assert take(store) == []


def test_a_zombie_is_dead(store: FileStore, zombie: subprocess.Popen[bytes]) -> None:
    theirs = held(replace(me(), pid=zombie.pid))
    store.write(key_of(STACK), theirs.to_bytes())
    assert take(store) == [theirs]


def test_a_pid_that_is_another_process_by_now(store: FileStore) -> None:
    theirs = held(replace(me(), started=me().started - 3600))
    store.write(key_of(STACK), theirs.to_bytes())
    assert take(store) == [theirs]


def test_another_machine_is_believed_while_it_is_fresh(store: FileStore) -> None:
    store.write(key_of(STACK), held(ProcessIdentity("elsewhere", "runner-7", os.getpid(), 0.0)).to_bytes())
    with pytest.raises(EngineFailedError, match="runner-7"):
        take(store)


def test_another_machine_that_has_been_silent_for_long_is_dead(store: FileStore) -> None:
    theirs = held(
        ProcessIdentity("elsewhere", "runner-7", os.getpid(), 0.0), age=leases.LIFETIME + leases.CLOCKS_DIFFER + 1
    )
    store.write(key_of(STACK), theirs.to_bytes())
    assert take(store) == [theirs]


def test_one_that_seems_late_is_watched(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clock may be wrong: it is dead only if it is silent before our eyes."""
    monkeypatch.setattr(leases, "LIFETIME", 1.5)
    theirs = held(ProcessIdentity("elsewhere", "runner-7", 1, 0.0), age=60.0)
    store.write(key_of(STACK), theirs.to_bytes())
    assert take(store) == [theirs]


def test_one_that_is_renewed_while_watched_is_alive(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = held(ProcessIdentity("elsewhere", "runner-7", 1, 0.0), age=60.0)
    store.write(key_of(STACK), theirs.to_bytes())
    renewed = replace(theirs, count=1).to_bytes()
    monkeypatch.setattr(time, "sleep", lambda seconds: store.write(key_of(STACK), renewed))
    with pytest.raises(EngineFailedError, match="runner-7"):
        take(store)


def test_a_lease_is_renewed_and_its_loss_is_told(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.05)
    lost: list[bool] = []
    with leased(store, STACK, me(), lambda: lost.append(True), lambda lease: None):
        before = store.read(key_of(STACK))
        while store.read(key_of(STACK)) == before:
            time.sleep(0.02)
        store.write(key_of(STACK), held(ProcessIdentity("elsewhere", "thief", 1, 0.0)).to_bytes())
        while not lost:
            time.sleep(0.02)
    assert b"thief" in (store.read(key_of(STACK)) or b""), "what is not ours any more is left alone"


def lock(store: FileStore, pid: int, host: str, *, written: float | None = None) -> str:
    when = datetime.fromtimestamp(written or time.time(), UTC).isoformat()
    key = f"{LOCKS}/a.json"
    store.write(key, json.dumps({"pid": pid, "username": "ann", "hostname": host, "timestamp": when}).encode())
    return key


def test_a_persons_live_run_is_refused_with_its_name(store: FileStore) -> None:
    lock(store, os.getpid(), socket.gethostname())
    with pytest.raises(EngineFailedError, match=f"locked by ann@{socket.gethostname()}"):
        clear_dead_locks(store, STACK, None, local=True)


def test_the_lock_of_a_zombie(store: FileStore, zombie: subprocess.Popen[bytes]) -> None:
    key = lock(store, zombie.pid, socket.gethostname())
    assert clear_dead_locks(store, STACK, None, local=True) == 1
    assert store.read(key) is None


def test_the_lock_of_an_older_process_with_our_pid(store: FileStore) -> None:
    lock(store, os.getpid(), socket.gethostname(), written=me().started - 3600)
    assert clear_dead_locks(store, STACK, None, local=True) == 1


def test_a_hostname_proves_nothing_in_a_shared_backend(store: FileStore, zombie: subprocess.Popen[bytes]) -> None:
    lock(store, zombie.pid, socket.gethostname())
    with pytest.raises(EngineFailedError, match="is locked by ann"):
        clear_dead_locks(store, STACK, None, local=False)


def test_the_lock_that_belonged_to_an_expired_lease(store: FileStore) -> None:
    lock(store, 4711, "runner-7")
    theirs = replace(held(ProcessIdentity("elsewhere", "runner-7", 4700, 0.0)), child=4711)
    assert clear_dead_locks(store, STACK, theirs, local=False) == 1


def test_another_lock_of_that_machine_is_not_the_dead_ones(store: FileStore) -> None:
    lock(store, 4712, "runner-7")
    theirs = replace(held(ProcessIdentity("elsewhere", "runner-7", 4700, 0.0)), child=4711)
    with pytest.raises(EngineFailedError):
        clear_dead_locks(store, STACK, theirs, local=False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00garbage", "is damaged"),
        (b"\0\0", "is empty"),
        (b"", "is empty"),
        (b"{}", "is damaged"),
        (None, "a folder"),
    ],
)
def test_a_lease_that_nobody_can_read_is_taken_over_with_a_word(
    store: FileStore, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is None:
        (tmp_path / key_of(STACK)).mkdir(parents=True)
    else:
        store.write(key_of(STACK), content)
    with leased(store, STACK, me(), lambda: None, lambda lease: None) as ours:
        assert message in ours.instead
        assert ("is put aside" if content is None else "is taken over") in ours.instead
