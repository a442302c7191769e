"""Our side of the conversation with the Pulumi CLI: it asks us to run the program and streams its events to us.

The Automation API would do the same, and besides runs `stack select`, `stack init`, `stack output` (twice) and
`stack history` for every update; each of them costs a tenth of a second of CPU, which a fleet of 500 feels. Only the
CLIs of this user are answered: the program hands out whatever a graph holds.
"""

from __future__ import annotations

import json
from concurrent import futures
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.automation._server import LanguageServer  # pinned with the SDK; the one part of it that is not public
from pulumi.runtime.proto import events_pb2_grpc, language_pb2_grpc

from composer.system.peer_users import OwnUser, Peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EngineEvent = dict[str, Any]


class Host:
    """A server for one run after another; `program` and `on_event` are those of the present one."""

    def __init__(self) -> None:
        own = OwnUser("run")
        self._server = grpc.server(
            futures.ThreadPoolExecutor(max_workers=8),
            options=[("grpc.max_receive_message_length", 400 << 20)],
            interceptors=[own],
        )
        self._language = LanguageServer(_nothing)
        self._events = _Events()
        language_pb2_grpc.add_LanguageRuntimeServicer_to_server(self._language, self._server)
        events_pb2_grpc.add_EventsServicer_to_server(self._events, self._server)
        self._port = self._server.add_insecure_port("127.0.0.1:0")
        own.peers = Peers(self._port)
        self._server.start()

    def serve(self, program: Callable[[], None], on_event: Callable[[EngineEvent], None]) -> list[str]:
        """Take on a run; returns the arguments that lead the CLI to us."""
        self._language.program = program
        self._events.on_event = on_event
        address = f"127.0.0.1:{self._port}"
        return ["--exec-kind", "auto.inline", f"--client={address}", "--event-log", f"tcp://{address}"]

    def close(self) -> None:
        """Stop serving."""
        self._server.stop(0)


class _Events(events_pb2_grpc.EventsServicer):
    on_event: Callable[[EngineEvent], None]

    def StreamEvents(self, request_iterator: Iterator[Any], context: Any) -> Any:  # noqa: N802  gRPC's name
        del context
        for request in request_iterator:
            self.on_event(json.loads(request.event))
        return empty_pb2.Empty()


def _nothing() -> None:
    return None
