"""Service Networking over REST: connections of networks, which the service calls by the number of their project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.servicenetworking.connection import SERVICE_CONNECTION
from composer.localcloud import cloud_database, project_rules
from composer.localcloud.rest_call import Answer, Call
from composer.localcloud.stated_bodies import properties_of

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Store

_CONNECTIONS = re.compile(r"servicenetworking/v1/services/(?P<service>[^/:]+)/connections(?:/[^/]+)?")
_NETWORK = re.compile(r"projects/(?P<project>[^/]+)/global/networks/(?P<name>[^/]+)")


def answer(cloud: Cloud, call: Call) -> Answer | None:
    """The connections of a network, or the finished operation of a write; None for another call."""
    match = _CONNECTIONS.fullmatch(call.path)
    if match is None:
        return None
    service = match["service"]
    if call.verb == "GET":
        return Answer(_list(cloud.store, service, call.parameter("network")))
    given = call.json()
    network = _ours(cloud.store, str(given.get("network") or given.get("consumerNetwork") or ""))
    if call.verb == "DELETE" or "consumerNetwork" in given:
        cloud.delete(SERVICE_CONNECTION, f"{network}:{service}", {})
        return _done({})
    values = {**properties_of(SERVICE_CONNECTION, {**given, "network": network}), "service": service}
    if call.verb == "PATCH":
        cloud.update(SERVICE_CONNECTION, f"{network}:{service}", values)
    else:
        cloud.create(SERVICE_CONNECTION, values)
    return _done(_body(values, str(given["network"])))


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
    match = _NETWORK.fullmatch(network)
    if match is None:
        return network
    project = project_rules.read_project(store, f"cloudresourcemanager/v1/projects/{match['project']}") or {}
    return f"projects/{project['projectId']}/global/networks/{match['name']}"


def _done(response: dict[str, Any]) -> Answer:
    return Answer({"name": "operations/noop.DONE_OPERATION", "done": True, "response": response})
