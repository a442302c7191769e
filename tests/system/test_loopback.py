"""Whatever proxies are set, and however they are spelled, calls to this machine go straight."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import requests

from composer.system.loopback import HOSTS, direct, proxied

ROOT = Path(__file__).parents[2]
NAMES = ("http_proxy", "https_proxy", "grpc_proxy", "all_proxy", "ftp_proxy")
SPELLED = [spell(name) for name in NAMES for spell in (str.lower, str.upper, str.title)]
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""


@pytest.mark.parametrize("name", SPELLED)
@pytest.mark.parametrize(
    "besides", [{}, {"no_proxy": "a.example"}, {"NO_PROXY": "b.example"}, {"No_Proxy": "c"}, {"no_grpc_proxy": "d"}]
)
def test_no_client_asks_a_proxy(monkeypatch: pytest.MonkeyPatch, name: str, besides: dict[str, str]) -> None:
    for known in list(os.environ):
        if known.lower().endswith("_proxy"):
            monkeypatch.delenv(known)
    variables = direct({name: NOWHERE, **besides})
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert proxied({name: NOWHERE})
    for host in HOSTS[:2]:
        assert urllib.request.proxy_bypass(host)
        assert requests.utils.should_bypass_proxies(f"http://{host}:80/", no_proxy=None)
        assert requests.utils.get_environ_proxies(f"http://{host}:80/") == {}
    for actual in besides.values():
        assert actual in variables["no_proxy"]
        assert actual in variables["no_grpc_proxy"]
    assert not requests.utils.should_bypass_proxies("http://storage.googleapis.com/", no_proxy=None)


def test_grpc_asks_none_either(tmp_path: Path) -> None:
    """Asked in a process of its own: the C core reads the environment of the process."""
    script = (
        "import pathlib, sys, grpc; from google.protobuf import empty_pb2; from pulumi.runtime.proto import provider_pb2_grpc as p\n"
        "from composer.localcloud import provider, cloud\n"
        "server, port = provider.serve(cloud.Cloud(pathlib.Path(sys.argv[1])))\n"
        "stub = p.ResourceProviderStub(grpc.insecure_channel(f'127.0.0.1:{port}'))\n"
        "print(stub.GetPluginInfo(empty_pb2.Empty(), timeout=20).version)\nserver.stop(None)"
    )
    through = {**os.environ, **dict.fromkeys(SPELLED, NOWHERE)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "cloud.db")],
        env=direct(through),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip(), done.stderr


def test_every_child_of_a_run_is_started_with_it() -> None:
    """Whoever starts a process of ours gives it this environment: a new way to start one must, too."""
    starting = {
        path.relative_to(ROOT).as_posix()
        for path in itertools.chain(
            (ROOT / "composer" / "engine").glob("*.py"), (ROOT / "composer" / "localcloud").glob("*.py")
        )
        if re.search(r"subprocess\.Popen\(", path.read_text())
    }
    given = {name for name in starting if "direct(os.environ)" in (ROOT / name).read_text()}
    assert starting - given == {"composer/engine/pulumi_process.py"}, (
        "the CLI's whole environment comes from `surroundings`"
    )
    assert "direct(os.environ)" in (ROOT / "composer/engine/cli_environment.py").read_text()
