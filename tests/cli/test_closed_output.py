"""Nobody reads on: every verb ends quietly, with the code of a closed pipe, and a run that was begun is finished."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from composer.cli import VERBS, closed_output

ROOT = Path(__file__).parents[2]
COMPOSER = [sys.executable, "-m", "composer.cli"]
READING = {
    "check": [],
    "list": [],
    "build": [],
    "show": ["EndSong"],
    "explain": ["EndSong"],
    "diff": ["EndSong"],
    "plan": [],
    "exposure": [],
    "capacity": [],
    "cost": [],
    "preflight": [],
    "cleanup": ["OfflineSyncStarted"],
    "audit": ["EndSong"],
    "adopt": [],
    "bootstrap": ["--environment", "production"],
    "local": ["list"],
}
"""Verbs that only print, each with what it needs."""


def unread(arguments: list[str], folder: Path, *, errors: bool) -> subprocess.CompletedProcess[bytes]:
    """Run with an output whose reader has gone."""
    read, write = os.pipe()
    os.close(read)
    try:
        return subprocess.run(
            [*COMPOSER, *arguments],
            cwd=folder,
            stdout=write,
            stderr=write if errors else subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(write)


def test_every_verb_that_prints_is_tried() -> None:
    assert set(VERBS) - set(READING) == {"init", "new", "up", "down", "retire", "rename", "notices"}


@pytest.mark.parametrize("verb", READING)
def test_nobody_reads(verb: str) -> None:
    done = unread([verb, *READING[verb]], ROOT, errors=False)
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
    assert done.returncode in {closed_output.CODE, 0}, done.stderr
    assert done.returncode == closed_output.CODE or verb == "local", "an empty cloud prints nothing"


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["nonsense"], ["check", "nowhere"]])
def test_nobody_reads_even_what_is_wrong(arguments: list[str]) -> None:
    assert unread(arguments, ROOT, errors=True).returncode in {1, 2, closed_output.CODE}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list"], 0),
        (["cleanup", "OfflineSyncStarted"], 0),
        (["retire", "EndSong", "--sunset", "2190-01-01", "--dry-run"], 0),
        (["local", "reset"], 2),
        (["nonsense"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("closed", ["<&- >&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(arguments: list[str], code: int, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *COMPOSER, *arguments], cwd=ROOT, stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr


def test_no_file_takes_the_place_of_a_stream() -> None:
    program = "from composer.system import standard_streams, files; standard_streams.open_what_is_closed();"
    program += "import os; os._exit(os.open('pyproject.toml', os.O_RDONLY))"
    shell = 'exec "$0" -c "$1" <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", shell, sys.executable, program], cwd=ROOT, check=False).returncode > 2
