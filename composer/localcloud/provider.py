"""The Pulumi provider contract over the simulated cloud: generic, a new kind needs nothing here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from composer.kinds import input_changes
from composer.kinds.id_template import fill
from composer.kinds.unknown_values import camel
from composer.localcloud import faults, provider_answers
from composer.localcloud.bodies import stated
from composer.localcloud.call_guard import Guard
from composer.localcloud.imports import import_id, inputs_of
from composer.localcloud.provider_answers import only_ours, previewed, visible
from composer.localcloud.refusal import RefusedError
from composer.localcloud.retry import patiently
from composer.localcloud.unsent_values import with_unsent
from composer.localcloud.wire import Decoded, encode
from composer.system.peer_users import OwnUser, Peers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.localcloud.cloud import Cloud

VERSION = "10.2.0"
"""The version of the real provider whose behaviour is simulated."""


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One server for every engine that attaches; each connection has its own configuration (project, region)."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._configured: dict[str, dict[str, str]] = {}

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002, D102, N802
        return plugin_pb2.PluginInfo(version=VERSION)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: ARG002, D102, N802
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ARG002, D102, N802
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, D102, N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, D102, N802
        return provider_pb2.DiffResponse()

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Remembers the connection's project and region."""
        given = Decoded(request.args, {}).values
        given |= {key.rpartition(":")[2]: value for key, value in request.variables.items()}
        settings = {name: given[name] for name in ("project", "region") if isinstance(given.get(name), str)}
        self._configured[context.peer()] = settings
        self._configured[_stack(request.urn)] = settings
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Fills in project and region, and reports everything Google would refuse."""
        kind = self._kind(request.urn, context)
        news = Decoded(request.news, kind.properties)
        configured = self._settings(request.urn, context)
        for name in ("project", "region"):
            if name in kind.properties and news.values.get(name) is None and name in configured:
                news.values[name] = configured[name]
        return provider_answers.checked(kind, news)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Names what changed and what of it forces a replacement."""
        kind = self._kind(request.urn, context)
        old = Decoded(request.old_inputs, kind.properties).values
        new = Decoded(request.news, kind.properties).values
        if not old:
            old = inputs_of(kind, Decoded(request.olds, kind.properties).values)
        return provider_answers.diff(kind, old, new, ignored=set(request.ignoreChanges))

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Creates; in a preview answers what is known without an id."""
        kind = self._kind(request.urn, context)
        news = Decoded(request.properties, kind.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=previewed(kind, news, {}))
        name = str(fill(kind.id, kind, news.values) or news.values.get(kind.identified_by) or kind.name)
        with self._answering(context, "creating", kind, "create", name):
            live = patiently(lambda: self.cloud.create(kind, news.values), context.is_active)
        properties = {**live.properties, **only_ours(kind, news.values)}
        return provider_pb2.CreateResponse(id=live.id, properties=encode(properties, kind.properties, news.secrets))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        """The live object, also for an import by id alone; an empty id for what is gone."""
        kind = self._kind(request.urn, context)
        olds = Decoded(request.properties, kind.properties)
        old_inputs = Decoded(request.inputs, kind.properties)
        object_id = import_id(kind, request.id, {**self._settings(request.urn, context), **olds.values})
        with self._answering(context, "reading", kind, "read", object_id):
            live = self.cloud.read(kind, object_id)
        if live is None:
            return provider_pb2.ReadResponse()
        imported = not request.HasField("inputs") or not old_inputs.values
        inputs = inputs_of(kind, live.properties, None if imported else old_inputs.values)
        properties = {**visible(kind, live.properties, inputs), **only_ours(kind, olds.values)}
        secrets = olds.secrets | old_inputs.secrets
        return provider_pb2.ReadResponse(
            id=live.id,
            properties=encode(properties, kind.properties, secrets),
            inputs=encode(inputs, kind.properties, old_inputs.secrets),
        )

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Changes an object to what the new inputs say."""
        kind = self._kind(request.urn, context)
        news = Decoded(request.news, kind.properties)
        if request.preview:
            olds = Decoded(request.olds, kind.properties).values
            return provider_pb2.UpdateResponse(properties=previewed(kind, news, olds))
        with self._answering(context, "updating", kind, "update", request.id):
            self._prepare(kind, request.id, news.values)
            live = self.cloud.update(kind, request.id, news.values, unsent_stays=True)
        olds = Decoded(request.olds, kind.properties).values
        properties = {**live.properties, **only_ours(kind, with_unsent(kind.properties, olds, news.values))}
        return provider_pb2.UpdateResponse(properties=encode(properties, kind.properties, news.secrets))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Deletes an object, unless a property forbids it."""
        kind = self._kind(request.urn, context)
        own = Decoded(request.properties, kind.properties).values
        own |= Decoded(request.old_inputs, kind.properties).values
        policy = own.get("deletion_policy")
        if policy == "ABANDON":
            return empty_pb2.Empty()
        if policy == "PREVENT":
            self._fail(context, f"cannot destroy {kind.name} {request.id}: deletion_policy is PREVENT")
        if kind.protected_by and own.get(kind.protected_by, True):
            self._fail(
                context,
                f"cannot destroy {kind.name} {request.id} without setting {camel(kind.protected_by)}=false "
                "and running `pulumi up`",
            )
        with self._answering(context, "deleting", kind, "delete", request.id):
            patiently(lambda: self.cloud.delete(kind, request.id, own), context.is_active)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Functions read by a program; only the client's configuration is simulated."""
        if request.tok != "gcp:organizations/getClientConfig:getClientConfig":
            self._fail(context, f"the local cloud does not simulate the function {request.tok}")
        answer = provider_pb2.InvokeResponse()
        getattr(answer, "return").update(self._settings("", context))
        return answer

    def _prepare(self, kind: Kind, object_id: str, news: Mapping[str, Any]) -> None:
        """Do what the provider does to the object before it updates it."""
        live = self.cloud.read(kind, object_id) if kind.provider_prepares is not None else None
        if live is None or kind.provider_prepares is None:
            return
        before = stated(kind.properties, live.properties)
        prepared = kind.provider_prepares(before, with_unsent(kind.properties, before, news, kind.exclusive))
        if input_changes.differences(kind, before, prepared):
            self.cloud.update(kind, object_id, prepared, by_statement=True)

    def _settings(self, urn: str, context: Any) -> dict[str, str]:
        """Project and region of a connection; after a reconnect, those last configured for the stack."""
        return self._configured.get(context.peer()) or self._configured.get(_stack(urn)) or {}

    def _kind(self, urn: str, context: Any) -> Kind:
        token = urn.split("::")[2].rpartition("$")[2]
        kind = self.cloud.kinds.get(token)
        if kind is None:
            self._fail(context, f"the local cloud does not simulate {token}: add it to composer/kinds")
        return kind

    @contextmanager
    def _answering(self, context: Any, doing: str, kind: Kind, operation: str, name: str) -> Iterator[None]:
        """Runs one call under the faults that are set; what is refused reaches the engine in Google's words."""
        prefix = f"Error {doing} {kind.name}"
        try:
            with faults.applied(self.cloud.store, kind.token, operation, name, context.is_active):
                yield
        except RefusedError as refused:
            self._fail(context, f"{prefix} {name}: {refused}")
        except faults.LostAnswerError as lost:
            self._fail(context, f'{prefix} {name}: Post "https://{kind.discovery[0]}.googleapis.com": {lost}')

    def _fail(self, context: Any, message: str) -> NoReturn:
        context.abort(grpc.StatusCode.UNKNOWN, message)
        raise AssertionError(message)


def _stack(urn: str) -> str:
    """The part of a urn that names stack and project."""
    return "::".join(urn.split("::")[:2])


def serve(cloud: Cloud) -> tuple[Any, int]:
    """Start the server on a free port of this machine; the server and its port."""
    own = OwnUser("local cloud")
    server = grpc.server(
        ThreadPoolExecutor(max_workers=64),
        options=[
            ("grpc.max_receive_message_length", 64 * 1024 * 1024),
            ("grpc.max_send_message_length", 64 * 1024 * 1024),
        ],
        interceptors=[own, Guard()],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(cloud), server)
    port = server.add_insecure_port("127.0.0.1:0")
    own.peers = Peers(port)
    server.start()
    return server, port
