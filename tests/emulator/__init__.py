"""An emulated Cloud Storage for tests: fake-gcs-server, built from source with Go like the Pulumi CLI.

It knows generations of objects on upload; on deletion it takes no condition.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from composer.engine.binary import Tool, build, cached

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = Tool(
    "fake-gcs-server",
    str(Path(__file__).parent / "fake-gcs-server"),
    "github.com/fsouza/fake-gcs-server",
    "1.52.2",
    "half a minute",
)
PATIENCE = 20.0


class _Tokens(BaseHTTPRequestHandler):
    """Gives everybody a token: the Pulumi CLI signs in even where an emulator needs nobody to."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = json.dumps({"access_token": "any", "token_type": "Bearer", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def cloud_storage(folder: Path) -> Iterator[dict[str, str]]:
    """A running server with the bucket `states`; gives the variables that clients need to find it and to sign in."""
    program = cached(SERVER) or build(SERVER)
    port = _free_port()
    address = f"127.0.0.1:{port}"
    arguments = ["-backend", "memory", "-scheme", "http", "-host", "127.0.0.1", "-port", str(port)]
    tokens = ThreadingHTTPServer(("127.0.0.1", 0), _Tokens)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    with (folder / "fake-gcs-server.log").open("w") as log:
        server = subprocess.Popen([program, *arguments, "-public-host", address], stdout=log, stderr=log)
        try:
            _answers(f"http://{address}/storage/v1/b")
            requests.post(f"http://{address}/storage/v1/b?project=p", json={"name": "states"}, timeout=5)
            yield {
                "STORAGE_EMULATOR_HOST": address,
                "GOOGLE_APPLICATION_CREDENTIALS": str(_credentials(folder, tokens.server_port)),
            }
        finally:
            server.kill()
            server.wait()
            tokens.shutdown()
            tokens.server_close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(url, timeout=5).raise_for_status()
        except requests.RequestException:
            assert time.monotonic() < end, "the emulator does not start"
            time.sleep(0.05)
        else:
            return


def _credentials(folder: Path, port: int) -> Path:
    """A service account's key that opens nothing but our own token server."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "credentials.json"
    path.write_text(
        json.dumps(
            {
                "type": "service_account",
                "project_id": "p",
                "private_key_id": "1",
                "private_key": key.decode(),
                "client_email": "ci@p.iam.gserviceaccount.com",
                "client_id": "1",
                "token_uri": f"http://127.0.0.1:{port}/token",
            }
        )
    )
    path.chmod(0o600)
    return path
