"""The network interfaces of virtual machines, as templates describe them."""

from __future__ import annotations

from composer.kinds.property import Property, blocks, boolean, integer, link, string

_TIERS = ("FIXED_STANDARD", "PREMIUM", "STANDARD", "STANDARD_OVERRIDES_FIXED_STANDARD")


def _alias_ranges() -> Property:
    return blocks({"ip_cidr_range": string(required=True), "subnetwork_range_name": string()})


NETWORK_INTERFACE = {
    "access_configs": blocks(
        {
            "nat_ip": string(api="natIP", optional_computed=True),
            "network_tier": string(enum=_TIERS, default="PREMIUM", optional_computed=True),
            "public_ptr_domain_name": string(computed=True),
        },
        max_items=1,
    ),
    "alias_ip_ranges": _alias_ranges(),
    "alias_ipv6_ranges": _alias_ranges(),
    "enable_vpc_scoped_dns": boolean(),
    "igmp_query": string(enum=("IGMP_QUERY_DISABLED", "IGMP_QUERY_V2"), optional_computed=True),
    "internal_ipv6_prefix_length": integer(optional_computed=True),
    "ipv6_access_configs": blocks(
        {
            "network_tier": string(required=True, enum=_TIERS),
            "external_ipv6": string(computed=True),
            "external_ipv6_prefix_length": string(computed=True),
            "name": string(computed=True),
            "public_ptr_domain_name": string(computed=True),
        },
        max_items=1,
        optional_computed=True,
    ),
    "ipv6_access_type": string(computed=True, enum=("EXTERNAL", "INTERNAL")),
    "ipv6_address": string(optional_computed=True),
    "name": string(computed=True, default="nic0"),
    "network": link(optional_computed=True),
    "network_attachment": link(optional_computed=True),
    "network_ip": string(api="networkIP"),
    "nic_type": string(enum=("GVNIC", "IDPF", "IRDMA", "MRDMA", "VIRTIO_NET")),
    "parent_nic_name": string(computed=True),
    "queue_count": integer(minimum=0),
    "service_class_id": string(),
    "stack_type": string(enum=("IPV4_IPV6", "IPV4_ONLY", "IPV6_ONLY"), default="IPV4_ONLY", optional_computed=True),
    "subnetwork": link(optional_computed=True),
    "subnetwork_project": string(api="", optional_computed=True),
    "vlan": integer(minimum=2, maximum=255),
}

PERFORMANCE = {"total_egress_bandwidth_tier": string(required=True, enum=("DEFAULT", "TIER_1"))}
