"""What stands before every call of the provider: a caller of this user, and an answer whatever happens to the file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.localcloud.peers import Peers


class Guard(grpc.ServerInterceptor):  # type: ignore[misc, type-arg, unused-ignore]
    """Refuses other users' calls; the local cloud's own trouble with its file becomes a sentence."""

    def __init__(self) -> None:
        self.peers: Peers | None = None

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        """See grpc.ServerInterceptor."""
        handler = continuation(details)
        if handler is None or handler.unary_unary is None:
            return handler
        return grpc.unary_unary_rpc_method_handler(
            self._guarded(handler.unary_unary), handler.request_deserializer, handler.response_serializer
        )

    def _guarded(self, call: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def answer(request: Any, context: Any) -> Any:
            if self.peers is not None and not self.peers.ours(context.peer()):
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "this local cloud is another user's")
            try:
                return call(request, context)
            except (sqlite3.Error, OSError) as error:
                context.abort(grpc.StatusCode.UNKNOWN, f"the local cloud cannot use its file: {error}")

        return answer
