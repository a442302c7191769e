"""Service Networking: private services access, by which a database has an address within a network."""

from __future__ import annotations

from composer.kinds.compute.network import NETWORK
from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.property import boolean, deletion_policy, link, string, strings
from composer.kinds.rest_writes import Writes

SERVICE_CONNECTION = Kind(
    token="gcp:servicenetworking/connection:Connection",  # noqa: S106 - a kind's token
    discovery=("servicenetworking.v1", "Connection"),
    inventory=OWN_API,
    permissions=(
        "compute.globalAddresses.list",
        "servicenetworking.operations.get",
        "servicenetworking.services.addPeering",
        "servicenetworking.services.deleteConnection",
        "servicenetworking.services.get",
    ),
    id="{network}:{service}",
    properties={
        "network": link(required=True, immutable=True),
        "reserved_peering_ranges": strings(required=True, min_items=1),
        "service": string(required=True, immutable=True, pattern=r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+", api=""),
        "deletion_policy": deletion_policy(),
        "update_on_creation_fail": boolean(api=""),
        "peering": string(computed=True, value="servicenetworking-googleapis-com"),
    },
    # the API lists the connections of a network, and reads none alone
    rest=Rest(
        "servicenetworking",
        root="https://servicenetworking.googleapis.com/",
        get="v1/services/{service}/connections?network={network}",
        list="v1/services/{service}/connections?network={network}",
        items="connections",
        writes=Writes(none="connections are made by operations of another service"),
        body={"service": "services/{service}"},
    ),
    parents=(Parent("network", NETWORK.token, blocks_deletion=True),),
    exists="Cannot modify allocated ranges in CreateConnection., failedPrecondition",
    not_found="Service Networking Connection {id} was not found., notFound",
    charge=FREE,
    loss="whatever has an address by it is cut off",
)
