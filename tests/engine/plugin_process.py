"""The real provider's plugin as a process of its own, spoken to as the engine does, without the engine."""

from __future__ import annotations

import os
import subprocess
from concurrent import futures
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2_grpc

from composer.engine import real_provider
from tests.localcloud.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 120.0
"""Seconds for one call: the provider reads what it wrote until that is seen some times in a row, pausing in between."""


class _Engine(engine_pb2_grpc.EngineServicer):
    """What a plugin says to its engine is dropped."""

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802 - the contract's name
        return empty_pb2.Empty()


class PatientClient(Client):
    """An engine that waits as long as the plugin takes."""

    def call(self, method: str, request: Any, timeout: float = PATIENCE) -> Any:
        return super().call(method, request, PATIENCE)


@contextmanager
def running(plugin: Path, home: Path, address: str, token: str) -> Iterator[Client]:
    """A client of the plugin, whose Google Cloud is the local one at this address."""
    with serving(plugin, home, address, token) as port:
        yield PatientClient(port, secrets=False)


@contextmanager
def serving(plugin: Path, home: Path, address: str, token: str) -> Iterator[int]:
    """The port of the plugin, whose Google Cloud is the local one at this address."""
    engine = grpc.server(futures.ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(), engine)
    here = f"127.0.0.1:{engine.add_insecure_port('127.0.0.1:0')}"
    engine.start()
    surroundings = real_provider.variables(dict(os.environ), plugin, home, address, token)
    with subprocess.Popen(
        [plugin, here], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            engine.stop(grace=None)
