"""Google's REST API: the same paths and bodies as the real services, under `/<service>/`.

Only who knows the token is answered. A page in a browser does not; besides, it calls us by another name (DNS
rebinding), or says where it comes from: both are refused before the token is looked at.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from composer.localcloud import revisions
from composer.localcloud.bodies import policy_of
from composer.localcloud.refusal import STATUS, RefusedError
from composer.localcloud.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.localcloud.cloud import Cloud

__all__ = ["policy_of", "serve"]

MOST_BODY = 1_000_000
REQUEST_TIMEOUT = 10.0
"""Seconds that a caller may take for the next bytes of a request that it began, or of one that it did not begin."""


class Handler(BaseHTTPRequestHandler):
    """One connection. All that is changed here is what Pulumi cannot change: old revisions of schemas."""

    protocol_version = "HTTP/1.1"
    timeout = REQUEST_TIMEOUT
    cloud: Cloud
    routes: Routes
    token: str
    port: int

    def do_GET(self) -> None:
        """Answers one read."""
        parts = urlsplit(self.path)
        path, query = parts.path.lstrip("/"), parse_qs(parts.query)
        self._serve(lambda: revisions.read(self.cloud.store, path, query) or self.routes.answer(path, query))

    def do_POST(self) -> None:
        """Answers the reads that Google takes with POST: policies of projects and service accounts."""
        path = urlsplit(self.path).path.lstrip("/")
        self._serve(lambda: self.routes.answer(path, {}, post=True))

    def do_DELETE(self) -> None:
        """Deletes a revision of a schema."""
        path = urlsplit(self.path).path.lstrip("/")
        self._serve(lambda: revisions.delete(self.cloud.store, path))

    def _serve(self, answer: Callable[[], Any]) -> None:
        try:
            self._let_in()
            self._take_body()
            self._answer(200, answer())
        except RefusedError as refused:
            message, _, reason = refused.message.rpartition(", ")
            self._refuse(refused.code, message or refused.message, reason)
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, ConnectionError | TimeoutError):
                raise
            self._refuse(500, f"the local cloud cannot use its file: {error}", "internalError")

    def _let_in(self) -> None:
        """Raises RefusedError for callers that are not ours; their bodies are not even read."""
        if self.headers.get("Host") not in {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}:
            self._shut(421, "This is the local cloud of 127.0.0.1, and no other host, misdirectedRequest")
        if self.headers.get("Origin") is not None:
            self._shut(403, "Pages in a browser are not answered, forbidden")
        given = self.headers.get("Authorization") or ""
        if not secrets.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            self._shut(401, "The token of this local cloud is missing or wrong, authError")

    def _take_body(self) -> None:
        """Reads the body, of a stated and bounded length. Raises RefusedError at once for any other."""
        lengths = self.headers.get_all("Content-Length") or []
        if not lengths and self.command != "POST" and "Transfer-Encoding" not in self.headers:
            return
        length = lengths[0].strip() if len(set(lengths)) == 1 else ""
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdecimal()):
            self._shut(400, "A body needs one Content-Length, which is a number of bytes, badRequest")
        if len(length) > 12 or int(length) > MOST_BODY:
            self._shut(413, f"A body has at most {MOST_BODY} bytes, uploadTooLarge")
        self.rfile.read(int(length))

    def _shut(self, code: int, message: str) -> None:
        """Refuse, and close the connection: what follows in it was not read."""
        self.close_connection = True
        raise RefusedError(code, message)

    def _refuse(self, code: int, message: str, reason: str) -> None:
        error = {
            "code": code,
            "message": message,
            "errors": [{"message": message, "domain": "global", "reason": reason}],
            "status": STATUS.get(code, "UNKNOWN"),
        }
        self._answer(code, {"error": error})

    def _answer(self, code: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away in the middle is none of ours to complain about."""


def serve(cloud: Cloud) -> tuple[str, str]:
    """Start answering on a free port of this machine; the address, and the token that callers need."""
    token = secrets.token_urlsafe(32)
    attributes = {"cloud": cloud, "routes": Routes(cloud), "token": token}
    server = _Server(("127.0.0.1", 0), Handler)
    server.RequestHandlerClass = type("Handler", (Handler,), {**attributes, "port": server.server_port})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", token
