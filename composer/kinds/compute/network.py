"""Compute Engine: networks and their subnetworks."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Parent
from composer.kinds.property import boolean, deletion_policy, integer, link, project, region, string

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_PURPOSES = (
    *("PRIVATE", "PRIVATE_NAT", "PRIVATE_RFC_1918", "PRIVATE_SERVICE_CONNECT", "PEER_MIGRATION"),
    *("GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "REGIONAL_MANAGED_PROXY"),
)
_PREFIXES = range(4, 30)
"""Lengths of a subnetwork's prefix. https://cloud.google.com/vpc/docs/subnets#valid-ranges"""

NETWORK = Kind(
    token="gcp:compute/network:Network",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "Network"),
    inventory=asset("compute.googleapis.com/Network"),
    id=f"{compute_api.GLOBAL}/networks/{{name}}",
    auto_name="name",
    properties={
        "auto_create_subnetworks": boolean(immutable=True, default=True),
        "delete_default_routes_on_create": boolean(default=False, api=""),
        "deletion_policy": deletion_policy(),
        "description": string(immutable=True, max_length=2048),
        "mtu": integer(minimum=1300, maximum=8896, default=1460, optional_computed=True),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "network_firewall_policy_enforcement_order": string(
            enum=("AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"), default="AFTER_CLASSIC_FIREWALL"
        ),
        "project": project(),
        "routing_mode": string(
            enum=("GLOBAL", "REGIONAL"), api="routingConfig.routingMode", default="REGIONAL", optional_computed=True
        ),
        "gateway_ipv4": string(computed=True, api="gatewayIPv4", pattern=r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"),
        "network_id": string(computed=True, api="id", value="{serial}"),
        "numeric_id": string(computed=True, api="", value="{serial}"),
        "self_link": compute_api.self_link("networks", compute_api.GLOBAL),
    },
    unsupported=frozenset(
        {
            *("bgp_always_compare_med", "bgp_best_path_selection_mode", "bgp_inter_region_cost"),
            *("delete_bgp_always_compare_med", "enable_ula_internal_ipv6", "internal_ipv6_range"),
            *("network_profile", "params"),
        }
    ),
    rest=compute_api.rest("networks", "network", compute_api.PATCHED, compute_api.GLOBAL),
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("network"),
    charge=FREE,
    loss="whoever works in it is cut off",
)


def subnetwork_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a subnetwork beyond each property by itself: path and words."""
    given = inputs.get("ip_cidr_range")
    if given is None:
        yield "ip_cidr_range", "Required field 'resource.ipCidrRange' not specified."
    elif isinstance(given, str) and (parsed_range := range_of(given)) is None:
        yield "ip_cidr_range", f"Must be a range of addresses in CIDR notation: {given}."
    elif isinstance(given, str) and parsed_range is not None and parsed_range.prefixlen not in _PREFIXES:
        yield "ip_cidr_range", f"The prefix must be from /{_PREFIXES[0]} to /{_PREFIXES[-1]}."


def range_of(text: str) -> ipaddress.IPv4Network | None:
    """The range that `10.0.0.0/20` names; None for what is none, or has bits beyond its prefix."""
    try:
        return ipaddress.IPv4Network(text) if "/" in text else None
    except ValueError:
        return None


def _no_longer_covered(old: Any, new: Any) -> bool:
    """True if the new range does not hold all of the old one: a subnetwork can only grow."""
    before, after = range_of(str(old)), range_of(str(new))
    return before is not None and after is not None and not before.subnet_of(after)


SUBNETWORK = Kind(
    token="gcp:compute/subnetwork:Subnetwork",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "Subnetwork"),
    inventory=asset("compute.googleapis.com/Subnetwork"),
    permissions=(
        "compute.networks.updatePolicy",
        "compute.subnetworks.expandIpCidrRange",
        "compute.subnetworks.setPrivateIpGoogleAccess",
    ),
    id=f"{compute_api.FOLDER}/subnetworks/{{name}}",
    auto_name="name",
    properties={
        "network": link(required=True, immutable=True),
        "deletion_policy": deletion_policy(),
        "description": string(immutable=True, max_length=2048),
        "ip_cidr_range": string(optional_computed=True),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "private_ip_google_access": boolean(default=False, optional_computed=True),
        "project": project(),
        "purpose": string(enum=_PURPOSES, default="PRIVATE", optional_computed=True),
        "region": region(),
        "stack_type": string(enum=("IPV4_IPV6", "IPV4_ONLY", "IPV6_ONLY"), default="IPV4_ONLY", optional_computed=True),
        "creation_timestamp": string(computed=True, value="{created}"),
        "fingerprint": string(computed=True, value="{etag}"),
        "gateway_address": string(computed=True),
        "ipv6_cidr_range": string(computed=True),
        "ipv6_gce_endpoint": string(computed=True),
        "self_link": compute_api.self_link("subnetworks"),
        "state": string(computed=True),
        "subnetwork_id": integer(computed=True, api="id", format="int64", value="{serial}"),
    },
    unsupported=frozenset(
        {
            *("allow_subnet_cidr_routes_overlap", "external_ipv6_prefix", "internal_ipv6_prefix", "ip_collection"),
            *("ipv6_access_type", "log_config", "params", "private_ipv6_google_access", "reserved_internal_range"),
            *("resolve_subnet_mask", "role", "secondary_ip_ranges", "send_secondary_ip_range_if_empty"),
        }
    ),
    rest=compute_api.rest(
        "subnetworks",
        "subnetwork",
        replace(
            compute_api.PATCHED,
            setters={
                "expandIpCidrRange": ("ip_cidr_range",),
                "setPrivateIpGoogleAccess": ("private_ip_google_access",),
            },
        ),
    ),
    parents=(Parent("network", NETWORK.token, blocks_deletion=True),),
    replaced_if={("ip_cidr_range",): _no_longer_covered},
    joint_rule=subnetwork_problems,
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("subnetwork"),
    charge=FREE,
    loss="whoever works in it is cut off",
)
