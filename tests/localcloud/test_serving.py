"""The process itself: it survives SIGKILL, shares its file with others, and ends with its parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import pytest

from composer import localcloud
from composer.localcloud import faults
from composer.localcloud.cloud import Cloud
from composer.localcloud.faults import Fault
from tests.localcloud.client import Client, RefusedError
from tests.localcloud.conftest import fetched
from tests.localcloud.test_faults import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOPIC, SUBSCRIPTION = "gcp:pubsub/topic:Topic", "gcp:pubsub/subscription:Subscription"


@contextmanager
def started(database: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A cloud's process and its port, for tests that kill it."""
    command = [sys.executable, "-m", "composer.localcloud", "--database", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())["provider"]
        process.kill()


def test_what_was_answered_survives_a_kill_and_a_restart(tmp_path: Path) -> None:
    with started(tmp_path / "cloud.db") as (_, port):
        made = Client(port).create(TOPIC, {"name": "end-song"})
    with localcloud.running(tmp_path / "cloud.db") as endpoints:
        assert Client(endpoints.provider).read(made).id == made.id
        assert fetched(f"{endpoints.rest}/pubsub/v1/{made.id}", endpoints.token)[0] == 200


def test_a_kill_between_effect_and_answer_keeps_the_effect(tmp_path: Path) -> None:
    database = tmp_path / "cloud.db"
    cloud = Cloud(database)
    faults.add(cloud.store, Fault("hang-after", operation="create", remaining=1))
    answers: list[str] = []
    with started(database) as (process, port):
        client = Client(port)

        def create() -> None:
            try:
                answers.append(client.create(TOPIC, {"name": "end-song"}).id)
            except RefusedError:
                answers.append("none")

        caller = threading.Thread(target=create)
        caller.start()
        eventually(lambda: faults.standing(cloud.store)[0].hanging == 1)
        process.kill()
        caller.join(30)
    assert answers == ["none"]
    with localcloud.running(database) as endpoints:
        assert Client(endpoints.provider).imported(TOPIC, "projects/music-1234/topics/end-song") is not None


def test_one_name_is_given_once_to_many_at_the_same_time(tmp_path: Path) -> None:
    database = tmp_path / "cloud.db"
    with localcloud.running(database) as one, localcloud.running(database) as two:
        clients = [Client(port) for port in (one.provider, two.provider) for _ in range(4)]

        def create(number: int) -> int:
            made = 0
            for index in range(20):
                try:
                    clients[number].create(TOPIC, {"name": f"topic-{index}"})
                    made += 1
                except RefusedError as refused:
                    assert "Error 409" in str(refused)  # noqa: PT017 - any other refusal is the failure
            return made

        with ThreadPoolExecutor(len(clients)) as pool:
            assert sum(pool.map(create, range(len(clients)))) == 20
        listed = fetched(f"{one.rest}/pubsub/v1/projects/music-1234/topics", one.token)[1]["topics"]
        assert len(listed) == 20


def test_each_engine_has_its_own_project(tmp_path: Path) -> None:
    with localcloud.running(tmp_path / "cloud.db") as endpoints:
        first, second = Client(endpoints.provider, "project-one"), Client(endpoints.provider, "project-two")
        ids = [client.create(TOPIC, {"name": "end-song"}).id for client in (first, second)]
        assert ids == ["projects/project-one/topics/end-song", "projects/project-two/topics/end-song"]
        assert first.create(SUBSCRIPTION, {"name": "etl", "topic": "end-song"}).plain["topic"] == ids[0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import time, pathlib; from composer import localcloud\n"
        f"with localcloud.running(pathlib.Path({str(tmp_path / 'cloud.db')!r})):\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        child = psutil.Process(parent.pid).children()[0]
        parent.send_signal(number)
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_it_stays_when_told_to(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'composer.localcloud', '--stay', '--database', sys.argv[1]],"
        " stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)\n"
        "print(child.stdout.readline().strip(), child.pid, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "cloud.db")], capture_output=True, text=True, check=True
    )
    line, pid = done.stdout.splitlines()
    try:
        there = json.loads(line)
        assert fetched(there["rest"] + "/pubsub/v1/projects/a/topics", there["token"])[0] == 200
    finally:
        os.kill(int(pid), signal.SIGKILL)
