"""Who is at the other end of a connection: the kernel knows which user opened it.

Pulumi sends no credentials to the servers that it is told to talk to, a provider's and a program's, but knows them by
their ports alone (see ADR 28). So the port asks the kernel.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_TRUSTED_FOR = 1.0
"""Seconds that an answer is good for: a table may have thousands of rows, and a stack makes a hundred calls."""
_LOCAL, _REMOTE, _USER = 1, 2, 7
_FORMS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")


class OwnUser(grpc.ServerInterceptor):  # type: ignore[misc, type-arg, unused-ignore]
    """Refuses calls of other users of this machine, of every form that a call has, once `peers` is known."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.peers: Peers | None = None

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        """See grpc.ServerInterceptor."""
        handler = continuation(details)
        if handler is None:
            return None
        calls = {form: self._guarded(call) for form in _FORMS if (call := getattr(handler, form)) is not None}
        return handler._replace(**calls)

    def _guarded(self, call: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def answer(request: Any, context: Any) -> Any:
            if self.peers is not None and not self.peers.ours(context.peer()):
                context.abort(grpc.StatusCode.PERMISSION_DENIED, f"this {self._what} is another user's")
            return call(request, context)

        return answer


class Peers:
    """The callers of one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cache: dict[str, tuple[float, bool]] = {}

    def ours(self, peer: str) -> bool:
        """True if a caller (`ipv4:127.0.0.1:40312`) is a process of this user, or of root.

        True, too, on systems that do not tell.
        """
        until, answer = self._cache.get(peer, (0.0, False))
        if time.monotonic() < until:
            return answer
        answer = self._looked_up(peer)
        if len(self._cache) > 1000:
            self._cache.clear()
        self._cache[peer] = time.monotonic() + _TRUSTED_FOR, answer
        return answer

    def _looked_up(self, peer: str) -> bool:
        theirs = peer.rpartition(":")[2]
        rows = [row for table in _TABLES for row in _rows(table)]
        if not theirs.isdecimal() or not any(_port(row[_LOCAL]) == self._port for row in rows):
            return not rows or not theirs.isdecimal()  # no such table here, or no address at all
        users = [
            int(row[_USER])
            for row in rows
            if _port(row[_LOCAL]) == int(theirs) and _port(row[_REMOTE]) == self._port and _here(row[_LOCAL])
        ]
        return bool(users) and set(users) <= {os.getuid(), 0}


def _rows(table: Path) -> list[list[str]]:
    try:
        text = files.read(table, within=None, most=files.MOST_RECORDED).decode()
    except OSError:
        return []
    rows = [line.split() for line in text.splitlines()]
    return [row for row in rows[1:] if len(row) > _USER]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _here(address: str) -> bool:
    """True if it is 127.0.0.1, also as IPv6 writes it. The kernel prints words of four bytes in its own order."""
    word = int(address.partition(":")[0][-8:], 16)
    return word.to_bytes(4, sys.byteorder) == bytes([127, 0, 0, 1])
