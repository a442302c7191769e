"""Two people at once: one waits, and is told for whom; the dead keep nobody waiting."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from composer.engine.failures import EngineFailedError
from composer.engine.lease import Lease, key_of
from composer.engine.process_identity import me
from composer.engine.turns import refuse_lost, turn
from composer.ledger import FileStore

if TYPE_CHECKING:
    from pathlib import Path

NAME = "cleanup of local"


def test_one_waits_and_is_told_for_whom(tmp_path: Path) -> None:
    order: list[str] = []
    waits = threading.Event()

    def other() -> None:
        with turn(f"file://{tmp_path}", NAME, lambda message: (order.append(message), waits.set())):
            order.append("second")

    with turn(f"file://{tmp_path}", NAME, order.append) as held:
        thread = threading.Thread(target=other)
        thread.start()
        assert waits.wait(20)
        order.append("first")
        refuse_lost(held, NAME)
    thread.join(20)
    assert order[1:] == ["first", "second"]
    assert order[0].startswith(f"another cleanup of local is at work: process {me().pid} on ")
    held.lost = True
    with pytest.raises(EngineFailedError, match="took over meanwhile"):
        refuse_lost(held, NAME)


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    with (
        turn(f"file://{tmp_path}", NAME, lambda message: None),
        pytest.raises(EngineFailedError, match="it was waited for 0s"),
        turn(f"file://{tmp_path}", NAME, lambda message: None, patience=0.1),
    ):
        pass


def test_the_dead_keep_nobody_waiting(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    dead = Lease(key_of(NAME), "theirs", me(child.pid), "yesterday", 0.0)
    child.communicate(b"\n")
    FileStore(tmp_path).create(key_of(NAME), dead.to_bytes())
    told: list[str] = []
    with turn(f"file://{tmp_path}", NAME, told.append):
        assert not told
