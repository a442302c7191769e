"""What the Pulumi engine does, spoken directly to the provider: quick, and without the engine."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto import provider_pb2_grpc

from composer.kinds import KINDS
from composer.localcloud.wire import encode

PROJECT = "music-1234"
REGION = "europe-west1"


class RefusedError(Exception):
    """The provider said no."""


@dataclass
class Resource:
    kind: str
    id: str
    inputs: Any
    outputs: Any

    @property
    def plain(self) -> dict[str, Any]:
        return json_format.MessageToDict(self.outputs)


class Client:
    """One engine: check, then diff, create, read, update or delete."""

    def __init__(self, port: int, project: str = PROJECT, *, secrets: bool = True) -> None:
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)
        self._names = itertools.count()
        args = encode({"project": project, "region": REGION}, {})
        self.call("Configure", messages.ConfigureRequest(args=args, acceptSecrets=secrets))

    def call(self, method: str, request: Any, timeout: float = 30) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=timeout)
        except grpc.RpcError as error:
            raise RefusedError(error.details()) from error

    def urn(self, kind: str) -> str:
        return f"urn:pulumi:local.Test::composer::{kind}::r{next(self._names)}"

    def check(self, kind: str, inputs: dict[str, Any]) -> tuple[Any, list[str]]:
        news = encode(inputs, KINDS[kind].properties)
        answer = self.call("Check", messages.CheckRequest(urn=self.urn(kind), news=news))
        return answer.inputs, [f"{result.property}: {result.reason}" for result in answer.failures]

    def create(self, kind: str, inputs: dict[str, Any], *, preview: bool = False, timeout: float = 30) -> Resource:
        checked, failures = self.check(kind, inputs)
        if failures:
            raise RefusedError("; ".join(failures))
        request = messages.CreateRequest(urn=self.urn(kind), properties=checked, preview=preview)
        answer = self.call("Create", request, timeout)
        return Resource(kind, answer.id, checked, answer.properties)

    def diff(self, resource: Resource, inputs: dict[str, Any]) -> Any:
        checked, failures = self.check(resource.kind, inputs)
        if failures:
            raise RefusedError("; ".join(failures))
        request = messages.DiffRequest(
            id=resource.id,
            urn=self.urn(resource.kind),
            olds=resource.outputs,
            old_inputs=resource.inputs,
            news=checked,
        )
        return self.call("Diff", request)

    def update(self, resource: Resource, inputs: dict[str, Any]) -> Resource:
        checked, failures = self.check(resource.kind, inputs)
        if failures:
            raise RefusedError("; ".join(failures))
        request = messages.UpdateRequest(
            id=resource.id,
            urn=self.urn(resource.kind),
            olds=resource.outputs,
            old_inputs=resource.inputs,
            news=checked,
        )
        answer = self.call("Update", request)
        return Resource(resource.kind, resource.id, checked, answer.properties)

    def replace(self, resource: Resource, inputs: dict[str, Any], *, delete_first: bool) -> Resource:
        """The new resource, made before or after the old one is deleted."""
        if delete_first:
            self.delete(resource)
        made = self.create(resource.kind, inputs)
        if not delete_first:
            self.delete(resource)
        return made

    def read(self, resource: Resource) -> Any:
        request = messages.ReadRequest(
            id=resource.id, urn=self.urn(resource.kind), properties=resource.outputs, inputs=resource.inputs
        )
        return self.call("Read", request)

    def imported(self, kind: str, object_id: str) -> Resource | None:
        answer = self.call("Read", messages.ReadRequest(id=object_id, urn=self.urn(kind)))
        return Resource(kind, answer.id, answer.inputs, answer.properties) if answer.id else None

    def delete(self, resource: Resource) -> None:
        request = messages.DeleteRequest(
            id=resource.id, urn=self.urn(resource.kind), properties=resource.outputs, old_inputs=resource.inputs
        )
        self.call("Delete", request)
