"""What stands before every call of the provider: an answer in words, whatever happens to the file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable


class Guard(grpc.ServerInterceptor):  # type: ignore[misc, type-arg, unused-ignore]
    """The local cloud's own trouble with its file becomes a sentence."""

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        """See grpc.ServerInterceptor."""
        handler = continuation(details)
        if handler is None or handler.unary_unary is None:
            return handler
        return grpc.unary_unary_rpc_method_handler(
            _guarded(handler.unary_unary), handler.request_deserializer, handler.response_serializer
        )


def _guarded(call: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def answer(request: Any, context: Any) -> Any:
        try:
            return call(request, context)
        except (sqlite3.Error, OSError) as error:
            context.abort(grpc.StatusCode.UNKNOWN, f"the local cloud cannot use its file: {error}")

    return answer
