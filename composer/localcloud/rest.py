"""Google's REST API: the same paths and bodies as the real services, under `/<service>/`.

Only who knows the token is answered. A page in a browser does not; besides, it calls us by another name (DNS
rebinding), or says where it comes from: both are refused before the token is looked at.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from composer.localcloud import (
    account_keys,
    asset_inventory,
    chunked_bodies,
    copy_jobs,
    faults,
    instance_databases,
    key_versions,
    log_entries,
    media,
    others,
    outside,
    played_series,
    project_quotas,
    project_rules,
    recorded_calls,
    recoverable,
    revisions,
    running_operations,
    service_connections,
    service_usage,
    table_changes,
    topic_lists,
)
from composer.localcloud.faults import LostAnswerError
from composer.localcloud.iam_policies import Policies
from composer.localcloud.refusal import STATUS, STATUS_OF_REASON, RefusedError
from composer.localcloud.rest_call import Answer, Call
from composer.localcloud.rest_writer import Writer
from composer.localcloud.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from composer.localcloud.cloud import Cloud

MOST_BODY = 1_000_000
TOO_LONG = f"A body has at most {MOST_BODY} bytes, uploadTooLarge"
REQUEST_TIMEOUT = 10.0
"""Seconds that a caller may take for the next bytes of a request that it began, or of one that it did not begin."""


_OBSERVED = (
    played_series.answer,
    log_entries.answer,
    topic_lists.answer,
    others.answer,
    recoverable.answer,
    key_versions.answer,
    instance_databases.answer,
)
"""Who answers what no object here stands for."""


class Handler(BaseHTTPRequestHandler):
    """One connection: every verb is answered by the first that knows the call."""

    protocol_version = "HTTP/1.1"
    timeout = REQUEST_TIMEOUT
    disable_nagle_algorithm = True  # head and body are two packets, the second of which would wait for 40 ms
    answer: Callable[[Call], Answer]
    token: str
    port: int

    def _serve(self) -> None:
        try:
            self._let_in()
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = parse_qs(parts.query, keep_blank_values=True)
            call = Call(self.command, parts.path.lstrip("/"), query, headers, self._body())
            self._answer(type(self).answer(call))
        except RefusedError as refused:
            message, _, reason = refused.message.rpartition(", ")
            self._refuse(refused.code, message or refused.message, reason)
        except LostAnswerError:
            self.close_connection = True
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, ConnectionError | TimeoutError):
                raise
            self._refuse(500, f"the local cloud cannot use its file: {error}", "internalError")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base class looks for them

    def _let_in(self) -> None:
        """Raises RefusedError for callers that are not ours; their bodies are not even read."""
        if self.headers.get("Host") not in {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}:
            self._shut(421, "This is the local cloud of 127.0.0.1, and no other host, misdirectedRequest")
        if self.headers.get("Origin") is not None:
            self._shut(403, "Pages in a browser are not answered, forbidden")
        given = self.headers.get("Authorization") or ""
        if not secrets.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            self._shut(401, "The token of this local cloud is missing or wrong, authError")

    def _body(self) -> bytes:
        """The body, of a stated and bounded length. Raises RefusedError at once for any other."""
        lengths = self.headers.get_all("Content-Length") or []
        if not lengths and self.command in {"GET", "DELETE"} and "Transfer-Encoding" not in self.headers:
            return b""
        if not lengths and self.path.startswith(f"/{media.UPLOAD}") and self.headers["Transfer-Encoding"] == "chunked":
            body = chunked_bodies.read(self.rfile, MOST_BODY)
            return self._shut(413, TOO_LONG) if body is None else body
        length = lengths[0].strip() if len(set(lengths)) == 1 else ""
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdecimal()):
            self._shut(400, "A body needs one Content-Length, which is a number of bytes, badRequest")
        if len(length) > 12 or int(length) > MOST_BODY:
            self._shut(413, TOO_LONG)
        return self.rfile.read(int(length))

    def _shut(self, code: int, message: str) -> NoReturn:
        """Refuse, and close the connection: what follows in it was not read."""
        self.close_connection = True
        raise RefusedError(code, message)

    def _refuse(self, code: int, message: str, reason: str) -> None:
        error = {
            "code": code,
            "message": message,
            "errors": [{"message": message, "domain": "global", "reason": reason}],
            "status": STATUS_OF_REASON.get(reason) or STATUS.get(code, "UNKNOWN"),
        }
        self._answer(Answer({"error": error}, code))

    def _answer(self, answer: Answer) -> None:
        here = f'"mediaLink": "http://127.0.0.1:{self.port}/'
        text = "" if isinstance(answer.body, bytes) else json.dumps(answer.body).replace(media.LINK, here)
        data = answer.body if isinstance(answer.body, bytes) else text.encode()
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.body is None:
            data = b""
        elif not any(name == "Content-Type" for name, _ in answer.headers):
            self.send_header("Content-Type", "application/json; charset=UTF-8")
        if answer.status != 204:
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


def answers(cloud: Cloud) -> Callable[[Call], Answer]:
    """The handler of calls over this cloud. Raises RefusedError as Google would."""
    policies, routes, writer = Policies(cloud), Routes(cloud), Writer(cloud)

    def answer(call: Call) -> Answer:
        call = replace(call, path=routes.plain(call.path))
        policy = policies.answer(call)
        if policy is not None:
            return policy
        observed = next((one for door in _OBSERVED if (one := door(cloud.store, call))), None)
        if observed is not None:
            return observed
        if (copies := copy_jobs.answer(cloud, routes, call)) is not None:
            return copies
        if call.verb == "GET":
            about = asset_inventory.about(cloud, call) or routes.about(call.path)
            with faults.applied(cloud.store, about, "read", call.path, lambda: True):
                return _read(cloud, routes, call)
        revision = revisions.delete(cloud.store, call.path) if call.verb == "DELETE" else None
        waited = running_operations.waited(cloud.store, call.path) if call.verb == "POST" else revision
        if waited is not None:
            return Answer(waited)
        written = service_usage.answer(cloud, call) or service_connections.answer(cloud, call)
        written = written or account_keys.answer(cloud.store, call) or recoverable.bring_back(cloud, call)
        written = written or revisions.answer(cloud, call) or table_changes.answer(cloud, call) or writer.answer(call)
        if written is None:
            raise RefusedError(404, f"The requested URL /{call.path} was not found on this server., notFound")
        return written

    return answer


def _read(cloud: Cloud, routes: Routes, call: Call) -> Answer:
    if (connections := service_connections.answer(cloud, call)) is not None:
        return connections
    read = revisions.read(cloud.store, call.path, call.query) or running_operations.read(cloud.store, call.path)
    read = read or project_rules.read_project(cloud.store, call.path)
    read = read or project_rules.read_agent(cloud.store, call.path) or outside.read(cloud.store, call.path)
    read = read or project_quotas.read(cloud.store, cloud.kinds, call.path) or asset_inventory.read(cloud, call)
    read = read or account_keys.read(cloud.store, call.path)
    return Answer(read) if read else routes.answer(call.path, call.query)


def serve(cloud: Cloud, record: Path | None = None) -> tuple[str, str]:
    """Start answering on a free port of this machine; the address, and the token that callers need. Writes are appended
    to `record`."""
    token = secrets.token_urlsafe(32)
    attributes = {"answer": staticmethod(recorded_calls.recorded(answers(cloud), record)), "token": token}
    server = _Server(("127.0.0.1", 0), Handler)
    server.RequestHandlerClass = type("Handler", (Handler,), {**attributes, "port": server.server_port})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", token
