"""The two ports answer the engine and nobody else on the machine, whatever is sent to them, and never wait for ever."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import events_pb2_grpc, language_pb2, language_pb2_grpc, provider_pb2_grpc

from composer import localcloud
from composer.engine.language_host import Host
from composer.kinds import KINDS
from composer.localcloud import provider, rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.cloud_database import Store
from composer.system import peer_users
from composer.system.damaged_files import aside
from tests.localcloud.client import PROJECT

if TYPE_CHECKING:
    from tests.localcloud.client import Client

TOPIC = KINDS["gcp:pubsub/topic:Topic"]
TABLE = Path("/proc/net/tcp")
PATH = "/pubsub/v1/projects/a/topics"


@pytest.fixture
def door(cloud: Cloud) -> tuple[int, str]:
    address, token = rest.serve(cloud)
    port = urlsplit(address).port
    assert port is not None
    return port, token


def actual(port: int, request: str) -> str:
    """The first line of the answer to what is sent, which comes without sending anything more."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(request.encode())
        return line.makefile("rb").readline().decode()


def asked(
    door: tuple[int, str], method: str = "GET", host: str = "127.0.0.1:{port}", *more: str, token: str = ""
) -> str:
    port, right = door
    lines = [f"{method} {PATH} HTTP/1.1", *more, f"Authorization: Bearer {token or right}"]
    lines += [f"Host: {host.format(port=port)}"] if host else []
    return actual(port, "\r\n".join([*lines, "", ""]))


def test_who_knows_the_token_is_answered(door: tuple[int, str]) -> None:
    assert " 200 " in asked(door)
    assert " 200 " in asked(door, "GET", "localhost:{port}")


@pytest.mark.parametrize("token", ["x", "é", "Bearer"])
def test_nobody_else_is(door: tuple[int, str], token: str) -> None:
    assert " 401 " in asked(door, token=token)
    assert " 401 " in actual(door[0], f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{door[0]}\r\n\r\n")


@pytest.mark.parametrize(
    "host", ["", "evil.example.com", "evil.example.com:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}"]
)
def test_another_name_for_this_machine_is_refused(door: tuple[int, str], host: str) -> None:
    assert " 421 " in asked(door, "GET", host)


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:{port}", "https://example.com"])
def test_a_page_in_a_browser_is_refused(door: tuple[int, str], origin: str) -> None:
    assert " 403 " in asked(door, "GET", "127.0.0.1:{port}", f"Origin: {origin.format(port=door[0])}")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["Content-Length: -1"], 400),
        (["Content-Length: "], 400),
        (["Content-Length: ten"], 400),
        (["Content-Length: 1e3"], 400),
        (["Content-Length: ٣"], 400),
        (["Content-Length: 1", "Content-Length: 2"], 400),
        (["Transfer-Encoding: chunked"], 400),
        (["Content-Length: 1000001"], 413),
        (["Content-Length: " + "9" * 5000], 413),
    ],
)
def test_a_length_that_is_none_is_answered_at_once(
    door: tuple[int, str], method: str, lines: list[str], code: int
) -> None:
    assert f" {code} " in asked(door, method, "127.0.0.1:{port}", *lines)


def test_a_post_states_its_length(door: tuple[int, str]) -> None:
    assert " 400 " in asked(door, "POST")


def test_who_says_nothing_more_is_hung_up_on(door: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest.Handler, "timeout", 0.2)
    assert asked(door, "POST", "127.0.0.1:{port}", "Content-Length: 10") == ""
    assert actual(door[0], "GET / HT") == ""


@pytest.mark.skipif(not hasattr(os, "setuid") or os.getuid() != 0, reason="another user can be played only by root")
def test_another_user_of_the_machine_is_refused(cloud: Cloud) -> None:
    server, port = provider.serve(cloud)
    script = (
        "import grpc, sys; from google.protobuf import empty_pb2; from pulumi.runtime.proto import events_pb2_grpc, language_pb2, language_pb2_grpc, provider_pb2_grpc as p\n"
        f"import os; os.setuid(65534)\ntry: p.ResourceProviderStub(grpc.insecure_channel('127.0.0.1:{port}'))"
        ".GetPluginInfo(empty_pb2.Empty())\nexcept grpc.RpcError as error: print(error.code().name, error.details())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
    assert stub.GetPluginInfo(empty_pb2.Empty()).version
    server.stop(grace=None)
    assert done.stdout == "PERMISSION_DENIED this local cloud is another user's\n"


ROW = "  0: 0100007F:{here:04X} 00000000:0000 0A 0:0 0:0 0 {user} 0 1\n  1: 0100007F:{there:04X} 0100007F:{here:04X} 01 0:0 0:0 0 {user} 0 1\n"


@pytest.mark.parametrize(
    ("user", "there", "ours"),
    [(os.getuid(), 4000, True), (0, 4000, True), (os.getuid() + 1, 4000, False), (os.getuid(), 4001, False)],
)
def test_whose_a_connection_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, there: int, ours: bool
) -> None:
    table = tmp_path / "tcp"
    table.write_text("head\n" + ROW.format(here=3000, there=there, user=user))
    monkeypatch.setattr(peer_users, "_TABLES", (table,))
    assert peer_users.Peers(3000).ours("ipv4:127.0.0.1:4000") is ours
    monkeypatch.setattr(peer_users, "_TABLES", (tmp_path / "none",))
    assert peer_users.Peers(3000).ours("ipv4:127.0.0.1:4000"), "a system that does not tell"


def test_its_file_is_for_this_user_alone(tmp_path: Path) -> None:
    database = tmp_path / ".composer" / "localcloud.db"
    (tmp_path / ".composer").mkdir(0o755)
    with localcloud.running(database):
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in (tmp_path / ".composer", *database.parent.iterdir())
        }
    assert {mode for name, mode in modes.items() if name != ".composer"} == {0o600}
    assert modes[".composer"] == 0o700


def test_what_it_cannot_use_is_a_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(localcloud.LocalCloudError, match=r"did not start over .*File exists"):
        localcloud.running(tmp_path / "file" / "cloud.db").__enter__()
    assert capfd.readouterr().err == ""


def test_the_provider_says_what_is_wrong_with_its_file(
    client: Client, cloud: Cloud, capfd: pytest.CaptureFixture[str]
) -> None:
    cloud.store.database.write_bytes(b"x" * 8192)
    for suffix in ("-wal", "-shm"):
        cloud.store.database.with_name(cloud.store.database.name + suffix).unlink(missing_ok=True)
    with pytest.raises(Exception, match="the local cloud cannot use its file"):
        client.create("gcp:pubsub/topic:Topic", {"name": "end-song"})
    assert "Traceback" not in capfd.readouterr().err


def test_a_parent_that_is_gone_before_it_is_told_is_no_traceback(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "composer.localcloud", "--database", str(tmp_path / "cloud.db")],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def flipped(data: bytes) -> bytes:
    """A bit of a page's header, as it would be read back from a bad disk."""
    return data[:4096] + bytes([data[4096] ^ 1]) + data[4097:]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"\0" * len(data),
        lambda data: b"x" * len(data),
        lambda data: b"[]",
        lambda data: b"1",
        lambda data: data[:100] + b"\xff" * (len(data) - 100),
        flipped,
        None,
    ],
    ids=["half", "nul", "text", "short", "byte", "pages", "bit", "folder"],
)
def test_a_damaged_file_is_put_aside(tmp_path: Path, change: object) -> None:
    database = tmp_path / "cloud.db"
    store = Store(database)
    identity = store.identity()
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO settings VALUES (?, ?)",
            [(f"row {number}", json.dumps(list(range(50)))) for number in range(500)],
        )
    store._connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    if callable(change):
        database.write_bytes(change(database.read_bytes()))
    else:
        database.unlink()
        database.mkdir()
    result = Store(database)
    assert result.damaged is not None
    assert "localcloud.db.damaged" in result.damaged.message.replace("cloud.db", "localcloud.db")
    assert (tmp_path / "cloud.db.damaged").exists()
    assert result.identity() != identity
    assert Store(database).damaged is None
    assert aside(database).name == "cloud.db.damaged", "an earlier one is replaced"


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    database = tmp_path / "cloud.db"
    first = Store(database)
    assert first.damaged is None, "there was none"
    first.close()
    database.write_bytes(b"")
    result = Store(database)
    assert result.damaged is not None
    assert "was empty" in result.damaged.message
    result.close()
    assert Store(database).damaged is None


def test_a_single_bit_of_an_object_is_noticed(tmp_path: Path) -> None:
    """What is still JSON, and only says something else, is seen by the digest of the row."""
    cloud = Cloud(tmp_path / "cloud.db")
    cloud.create(TOPIC, {"name": "end-song", "project": PROJECT, "labels": {"owner": "player"}})
    cloud.store._connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cloud.store.close()
    assert Store(cloud.store.database).damaged is None
    data = cloud.store.database.read_bytes()
    cloud.store.database.write_bytes(data.replace(b'"owner": "player"', b'"owner": "qlayer"'))
    result = Store(cloud.store.database)
    assert result.damaged is not None
    assert "1 of its objects are damaged" in result.damaged.message


def test_who_edits_a_row_by_hand_damages_nothing(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud.db")
    topic = cloud.create(TOPIC, {"name": "end-song", "project": PROJECT, "labels": {"owner": "player"}})
    with cloud.store.writing() as connection:
        connection.execute("UPDATE objects SET properties = replace(properties, 'player', 'ads')")
    assert Store(cloud.store.database).damaged is None
    read = cloud.read(TOPIC, topic.id)
    assert read is not None
    assert read.properties["labels"] == {"owner": "ads"}


def test_a_file_of_an_older_version_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "cloud.db"
    cloud = Cloud(database)
    topic = cloud.create(TOPIC, {"name": "end-song", "project": PROJECT})
    with cloud.store.writing() as connection:
        connection.execute("DROP TRIGGER unsealed")
        connection.execute("ALTER TABLE objects DROP COLUMN digest")
    cloud.store.close()
    cloud = Cloud(database)
    assert cloud.store.damaged is None
    assert cloud.read(TOPIC, topic.id) is not None
    cloud.update(TOPIC, topic.id, {"name": "end-song", "project": PROJECT, "labels": {"owner": "ads"}})
    assert Store(database).damaged is None


@pytest.mark.skipif(not TABLE.exists(), reason="only Linux tells whose a connection is")
def test_a_run_answers_the_clis_of_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The port of a run, too: whoever may call it is handed the program, with whatever a graph holds."""
    host = Host()
    channel = grpc.insecure_channel(host.serve(lambda: None, lambda _: None)[2].partition("=")[2])
    try:
        languages, events = language_pb2_grpc.LanguageRuntimeStub(channel), events_pb2_grpc.EventsStub(channel)
        assert languages.GetPluginInfo(empty_pb2.Empty()) is not None
        assert events.StreamEvents(iter(())) == empty_pb2.Empty()
        table = tmp_path / "tcp"
        rows = [row.split() for row in TABLE.read_text().splitlines()]
        table.write_text("\n".join(" ".join([*row[:7], "12345", *row[8:]]) for row in rows))
        monkeypatch.setattr(peer_users, "_TABLES", (table,))
        monkeypatch.setattr(peer_users, "_TRUSTED_FOR", 0.0)
        time.sleep(1)  # the last answer is trusted for a second
        for call in (lambda: languages.Run(language_pb2.RunRequest()), lambda: events.StreamEvents(iter(()))):
            with pytest.raises(grpc.RpcError, match="PERMISSION_DENIED"):
                call()
    finally:
        channel.close()
        host.close()
