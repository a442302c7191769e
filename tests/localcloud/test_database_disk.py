"""A full disk takes nothing away: what the local cloud holds stays where it is, and the disk is blamed."""

from __future__ import annotations

import errno
import resource
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from composer.localcloud.cloud import Cloud
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VERBS = (
    ["local", "status"],
    ["local", "faults", "add", "refuse", "--reason", "rate"],
    ["local", "reset", "--yes"],
    ["audit"],
    ["cleanup"],
)


def _full(most: int) -> None:
    """No file grows beyond so many bytes, as on a disk without room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_full_disk_is_told_and_loses_nothing(verb: list[str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    (tmp_path / "eventtypes").mkdir()
    (tmp_path / ".composer").mkdir(mode=0o700)
    database = tmp_path / ".composer" / "localcloud.db"
    cloud = Cloud(database)
    identity = cloud.store.identity()
    cloud.store.close()
    for most in (0, 4096):
        done = subprocess.run(
            [sys.executable, "-m", "composer.cli", *verb],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda most=most: _full(most),  # type: ignore[misc]
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == 3, (done.stdout, done.stderr)
        assert "hint: make room on that disk" in done.stderr
    assert [path.name for path in database.parent.glob("*damaged*")] == []
    there = Cloud(database)
    assert there.store.damaged is None
    assert there.store.identity() == identity
    there.store.close()


def test_what_a_disk_refuses_in_a_transaction_is_an_error_of_the_file(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud.db")
    with cloud.store.writing() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', 'b')")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    with cloud.store.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
    rows = [(str(number), "x" * 1000) for number in range(10_000)]
    with pytest.raises(OSError, match=r"cloud\.db") as caught, cloud.store.writing() as connection:
        connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)
    assert caught.value.errno == errno.ENOSPC
    with cloud.store.reading() as connection:
        assert connection.execute("SELECT name FROM settings WHERE name = 'a'").fetchall() == [("a",)]
        assert connection.execute("SELECT name FROM settings WHERE name = '0'").fetchall() == []
    cloud.store.close()
