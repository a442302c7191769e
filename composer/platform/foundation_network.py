"""The network that an environment leaves to the composer: machines without addresses, and the way to the database."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from composer.facets.etl.machines import HEALTH_PORT
from composer.graph import Resource, cloud_names, ref
from composer.kinds.compute.firewall import FIREWALL
from composer.kinds.compute.global_address import GLOBAL_ADDRESS
from composer.kinds.compute.network import NETWORK, SUBNETWORK
from composer.kinds.servicenetworking.private_connection import SERVICE_CONNECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph.resource import Input
    from composer.model import Cell, Environment
    from composer.model.environment import ManagedNetwork

HEALTH_CHECKS = ("35.191.0.0/16", "130.211.0.0/22")
"""Where Google's health checks come from. https://cloud.google.com/load-balancing/docs/health-check-concepts"""
DATAFLOW_PORTS = "12345-12346"
"""Where workers of Dataflow hand data to each other; they carry the tag.
https://cloud.google.com/dataflow/docs/guides/routes-firewall"""
DATAFLOW_TAG = "dataflow"
SERVICES = "servicenetworking.googleapis.com"


def network(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    """The network, as far as it is this cell's; nothing where the environment names one that is there."""
    managed = environment.network
    if managed is None:
        return
    link: Input = f"projects/{cell.project}/global/networks/{environment.metadata.network}"
    if environment.keeps_project(cell):
        made = _network(owner, environment, cell)
        link = ref(made)
        yield made
        yield from _firewalls(owner, environment, managed, cell, link)
        yield from _services(owner, managed, cell, link)
    yield Resource(
        id=f"{owner}/subnetwork",
        type=SUBNETWORK.token,
        name=f"{cell.region} {environment.etl.subnetwork}",
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": environment.etl.subnetwork,
            "network": link,
            "ip_cidr_range": environment.subnetwork_range(managed, cell),
            "private_ip_google_access": True,
        },
        because="Machines have no addresses on the internet: Google's APIs are reached from within.",
    )


def _network(owner: str, environment: Environment, cell: Cell) -> Resource:
    return Resource(
        id=f"{owner}/network",
        type=NETWORK.token,
        name=f"{cell.project} {environment.metadata.network}",
        inputs={
            "project": cell.project,
            "name": environment.metadata.network,
            "auto_create_subnetworks": False,
            "routing_mode": "REGIONAL",
        },
        because="The environment leaves its network to the composer.",
    )


def _firewalls(
    owner: str, environment: Environment, managed: ManagedNetwork, cell: Cell, link: Input
) -> Iterator[Resource]:
    prefix = environment.metadata.network
    here = [environment.subnetwork_range(managed, one) for one in environment.cells if one.project == cell.project]
    everything = [{"protocol": "icmp"}, *({"protocol": one, "ports": ["0-65535"]} for one in ("tcp", "udp"))]
    rules: dict[str, tuple[dict[str, Any], str]] = {
        "health-checks": (
            {
                "source_ranges": list(HEALTH_CHECKS),
                "allows": [{"protocol": "tcp", "ports": [str(HEALTH_PORT)]}],
            },
            "A machine that Google cannot ask how it is counts as dead, and is made again for ever.",
        ),
        "dataproc": (
            # https://cloud.google.com/dataproc/docs/concepts/configuring-clusters/network
            {"source_ranges": here, "allows": everything},
            "Machines of one cluster reach each other on any port, or it does not start.",
        ),
        "dataflow": (
            {
                "source_tags": [DATAFLOW_TAG],
                "target_tags": [DATAFLOW_TAG],
                "allows": [{"protocol": "tcp", "ports": [DATAFLOW_PORTS]}],
            },
            "Workers of Dataflow hand each other data, or jobs hang.",
        ),
    }
    for role, (rule, because) in rules.items():
        name = cloud_names.firewall(prefix, role)
        inputs = {"project": cell.project, "name": name, "network": link, "direction": "INGRESS", **rule}
        yield Resource(
            id=f"{owner}/firewall-{role}",
            type=FIREWALL.token,
            name=f"{cell.project} {name}",
            inputs=inputs,
            because=because,
        )


def _services(owner: str, managed: ManagedNetwork, cell: Cell, link: Input) -> Iterator[Resource]:
    reserved = IPv4Network(managed.services_range)
    address = Resource(
        id=f"{owner}/services-range",
        type=GLOBAL_ADDRESS.token,
        name=f"{cell.project} {cloud_names.SERVICES_RANGE}",
        inputs={
            "project": cell.project,
            "name": cloud_names.SERVICES_RANGE,
            "network": link,
            "address_type": "INTERNAL",
            "purpose": "VPC_PEERING",
            "address": str(reserved.network_address),
            "prefix_length": reserved.prefixlen,
        },
        because="Databases have their addresses in it.",
    )
    yield address
    yield Resource(
        id=f"{owner}/services-access",
        type=SERVICE_CONNECTION.token,
        name=f"{cell.project} {SERVICES}",
        inputs={"network": link, "service": SERVICES, "reserved_peering_ranges": [ref(address, "name")]},
        because="The database has no address on the internet: it is reached through this.",
    )
