"""Compute Engine: addresses and ranges that belong to no region, such as those of Google's managed services."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.compute.network import NETWORK
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Parent
from composer.kinds.property import deletion_policy, integer, labels, link, mapping, project, string

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_PURPOSES = (
    *("DNS_RESOLVER", "GCE_ENDPOINT", "IPSEC_INTERCONNECT", "NAT_AUTO"),
    *("PASSTHROUGH_LOAD_BALANCER_AVAILABILITY_GROUP0", "PASSTHROUGH_LOAD_BALANCER_AVAILABILITY_GROUP1"),
    *("PRIVATE_SERVICE_CONNECT", "SERVERLESS", "SHARED_LOADBALANCER_VIP", "VPC_PEERING"),
)


def address_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an address beyond each property by itself: path and words."""
    if inputs.get("purpose") == "VPC_PEERING":
        if inputs.get("address_type") != "INTERNAL":
            yield "address_type", "A range for VPC_PEERING must be INTERNAL."
        if inputs.get("prefix_length") is None:
            yield "prefix_length", "A range for VPC_PEERING needs a prefix length."
        if inputs.get("network") is None:
            yield "network", "A range for VPC_PEERING needs a network."


GLOBAL_ADDRESS = Kind(
    token="gcp:compute/globalAddress:GlobalAddress",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "Address"),
    inventory=asset("compute.googleapis.com/GlobalAddress"),
    permission_name="compute.globalAddresses",
    permissions=(
        "compute.globalAddresses.createInternal",
        "compute.globalAddresses.deleteInternal",
        "compute.networks.use",
    ),
    id=f"{compute_api.GLOBAL}/addresses/{{name}}",
    auto_name="name",
    properties={
        "address": string(immutable=True, optional_computed=True),
        "address_type": string(immutable=True, enum=("EXTERNAL", "INTERNAL"), default="EXTERNAL"),
        "deletion_policy": deletion_policy(),
        "description": string(immutable=True, max_length=2048),
        "ip_version": string(immutable=True, enum=("IPV4", "IPV6")),
        "labels": labels(),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "network": link(immutable=True),
        "prefix_length": integer(immutable=True, minimum=8, maximum=96, optional_computed=True),
        "project": project(),
        "purpose": string(immutable=True, enum=_PURPOSES),
        "creation_timestamp": string(computed=True, value="{created}"),
        "effective_labels": mapping(computed=True, api=""),
        "label_fingerprint": string(computed=True, value="{etag}"),
        "pulumi_labels": mapping(computed=True, api=""),
        "self_link": compute_api.self_link("addresses", compute_api.GLOBAL),
    },
    rest=compute_api.rest(
        "addresses",
        "address",
        replace(
            compute_api.WRITES,
            update=(),
            unchangeable="nothing but labels can be changed",
            setters={"setLabels": ("labels",)},
        ),
        compute_api.GLOBAL,
    ),
    parents=(Parent("network", NETWORK.token, blocks_deletion=True),),
    joint_rule=address_problems,
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("address"),
    quotas=(compute_api.quota(5000, "GLOBAL_INTERNAL_ADDRESSES", "compute.global_addresses", "{project}"),),
    charge=FREE,
)
