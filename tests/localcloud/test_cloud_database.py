"""The file that a local cloud is kept in: whoever drops it leaves nothing open."""

from __future__ import annotations

import gc
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from composer.localcloud.cloud_database import Store

if TYPE_CHECKING:
    from pathlib import Path


def test_connections_are_closed_with_their_thread_and_with_the_store(tmp_path: Path) -> None:
    """From 3.13 on Python warns of those that nobody closed, at whatever test runs then."""
    stores = [Store(tmp_path / "cloud.db")]
    connections: list[sqlite3.Connection] = []

    def read() -> None:
        with stores[0].reading() as connection:
            connections.append(connection)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")
    read()
    connections[1].execute("SELECT 1")
    stores.clear()
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[1].execute("SELECT 1")
