"""Google's REST API: the same paths and bodies as the real services, under `/<service>/`."""

from __future__ import annotations

import json
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


def serve(cloud: Cloud) -> str:
    """Start answering on a free port of this machine; the address."""
    routes = Routes(cloud)

    class Handler(BaseHTTPRequestHandler):
        """One request. All that is changed here is what Pulumi cannot change: old revisions of schemas."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answers one read."""
            parts = urlsplit(self.path)
            path, query = parts.path.lstrip("/"), parse_qs(parts.query)
            self._serve(lambda: revisions.read(cloud.store, path, query) or routes.answer(path, query))

        def do_POST(self) -> None:
            """Answers the reads that Google takes with POST: policies of projects and service accounts."""
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = urlsplit(self.path).path.lstrip("/")
            self._serve(lambda: routes.answer(path, {}, post=True))

        def do_DELETE(self) -> None:
            """Deletes a revision of a schema."""
            path = urlsplit(self.path).path.lstrip("/")
            self._serve(lambda: revisions.delete(cloud.store, path))

        def _serve(self, answer: Callable[[], Any]) -> None:
            try:
                self._answer(200, answer())
            except RefusedError as refused:
                words, _, reason = refused.message.rpartition(", ")
                error = {
                    "code": refused.code,
                    "message": words or refused.message,
                    "errors": [{"message": words or refused.message, "domain": "global", "reason": reason}],
                    "status": STATUS.get(refused.code, "UNKNOWN"),
                }
                self._answer(refused.code, {"error": error})

        def _answer(self, code: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
