"""Service Networking over REST: connections of networks, which the service calls by the number of their project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.compute.network import NETWORK
from composer.kinds.servicenetworking.private_connection import SERVICE_CONNECTION
from composer.localcloud import cloud_database, project_rules
from composer.localcloud.rest_call import Answer, Call
from composer.localcloud.stated_bodies import properties_of

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Store

_CONNECTIONS = re.compile(r"servicenetworking/v1/services/(?P<service>[^/:]+)/connections(?:/[^/]+)?")


def answer(cloud: Cloud, call: Call) -> Answer | None:
    """The connections of a network, or the finished operation of a write; None for another call."""
    match = _CONNECTIONS.fullmatch(call.path)
    if match is None:
        return None
    service = match["service"]
    if call.verb == "GET":
        return Answer(_list(cloud.store, service, call.parameter("network")))
    given = call.json()
    named = str(given.get("network") or given.get("consumerNetwork") or "")
    network = _ours(cloud.store, named)
    if call.verb == "DELETE" or "consumerNetwork" in given:
        cloud.delete(SERVICE_CONNECTION, f"{network}:{service}", {})
        return _done({})
    values = {**properties_of(SERVICE_CONNECTION, {**given, "network": network}), "service": service}
    if call.verb == "PATCH":
        cloud.update(SERVICE_CONNECTION, f"{network}:{service}", values)
    else:
        cloud.create(SERVICE_CONNECTION, values)
    return _done(_body(values, named))


def _list(store: Store, service: str, network: str) -> dict[str, Any]:
    ours = _ours(store, network)
    with store.reading() as connection:
        row = cloud_database.load(connection, SERVICE_CONNECTION.token, f"{ours}:{service}")
    return {} if row is None else {"connections": [_body(row.properties, network)]}


def _body(values: dict[str, Any], network: str) -> dict[str, Any]:
    return {
        "network": network,
        "peering": SERVICE_CONNECTION.properties["peering"].value,
        "reservedPeeringRanges": values["reserved_peering_ranges"],
        "service": f"services/{values['service']}",
    }


def _ours(store: Store, network: str) -> str:
    """The network by the name of its project."""
    with store.reading() as connection:
        networks = [row.id for row in cloud_database.load_all(connection, NETWORK.token)]
    return next((one for one in networks if _numbered(store, one) == network), network)


def _numbered(store: Store, network: str) -> str:
    """The network by the number of its project."""
    _, project, rest = network.split("/", 2)
    project_body = project_rules.read_project(store, f"cloudresourcemanager/v1/projects/{project}") or {}
    return f"projects/{project_body['projectNumber']}/{rest}"


def _done(response: dict[str, Any]) -> Answer:
    return Answer({"name": "operations/noop.DONE_OPERATION", "done": True, "response": response})
