"""A provider that asks another for everything but its schema, which it makes of the SDK: builds of the plugin leave it out."""

from __future__ import annotations

import inspect
import json
from concurrent import futures
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import grpc
from pulumi import _types
from pulumi.runtime.proto import provider_pb2

from composer.engine.desired import provider_version
from composer.kinds.unknown_values import camel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ANY = {"$ref": "pulumi.json#/Any"}


def schema(types: Collection[str]) -> str:
    """The schema of these types, written as in YAML (`gcp:storage:Bucket`): names of inputs and outputs, of any type."""
    resources = {}
    for written in types:
        _, product, kind = written.split(":")
        resource = getattr(import_module(f"pulumi_gcp.{product}"), kind)
        arguments = getattr(import_module(resource.__module__), f"{kind}Args")
        wire = _types.input_type_py_to_pulumi_names(arguments)
        outputs = {camel(name) for name, _ in inspect.getmembers(resource, lambda one: isinstance(one, property))}
        stated = [one for one in inspect.signature(arguments).parameters.values() if one.default is one.empty]
        resources[f"gcp:{product}/{kind[0].lower()}{kind[1:]}:{kind}"] = {
            "inputProperties": dict.fromkeys(wire.values(), ANY),
            "properties": dict.fromkeys({*wire.values(), *outputs}, ANY),
            "requiredInputs": [wire[one.name] for one in stated],
        }
    module = {"moduleFormat": "(.*)(?:/[^/]*)"}
    own = {"name": "gcp", "version": provider_version()}
    return json.dumps({**own, "meta": module, "provider": {}, "resources": resources})


class _Passing(grpc.GenericRpcHandler):
    def __init__(self, port: int, text: str) -> None:
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.max_receive_message_length", -1)])
        self.schema = provider_pb2.GetSchemaResponse(schema=text).SerializeToString()

    def service(self, details: Any) -> Any:
        def answered(request: bytes, context: Any) -> bytes:
            if details.method.endswith("/GetSchema"):
                return self.schema
            try:
                answer: bytes = self.channel.unary_unary(details.method)(request)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
            return answer

        return grpc.unary_unary_rpc_method_handler(answered)


@contextmanager
def beside(port: int, types: Collection[str]) -> Iterator[int]:
    """The port of a provider that is the one at `port`, and has a schema of these types."""
    server = grpc.server(futures.ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers((_Passing(port, schema(types)),))
    own = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield own
    server.stop(grace=None)
