"""Compute Engine: who may reach whom within a network, and from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.compute.network import NETWORK
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Parent
from composer.kinds.property import (
    Property,
    blocks,
    boolean,
    deletion_policy,
    integer,
    link,
    project,
    string,
    strings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_PROTOCOL = r"tcp|udp|icmp|esp|ah|sctp|ipip|all|\d{1,3}"
_SOURCES = ("source_ranges", "source_service_accounts", "source_tags")
_WITH_PORTS = {"tcp", "udp", "sctp"}


def _rules(api: str) -> Property:
    return blocks(
        {
            "protocol": string(required=True, pattern=_PROTOCOL, api="IPProtocol"),
            "ports": strings(string(pattern=r"\d{1,5}(-\d{1,5})?")),
        },
        api=api,
        unordered=True,
    )


def firewall_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's and the provider's objections to a rule beyond each property by itself: path and words."""
    given = [name for name in ("allows", "denies") if inputs.get(name)]
    if len(given) != 1:
        yield "allows", "Exactly one of allows and denies must be set."
    ingress = inputs.get("direction", "INGRESS") == "INGRESS"
    if ingress and not any(inputs.get(name) for name in _SOURCES):
        yield "source_ranges", f"One of {', '.join(_SOURCES)} must be set for ingress."
    if not ingress and any(inputs.get(name) for name in _SOURCES):
        yield "source_ranges", "A rule for egress has no source."
    for name in given:
        for index, rule in enumerate(inputs[name]):
            if isinstance(rule, dict) and rule.get("ports") and rule.get("protocol") not in _WITH_PORTS:
                yield f"{name}[{index}].ports", f"The protocol {rule.get('protocol')} has no ports."
    if any("tags" in name and inputs.get(name) for name in inputs) and any(
        "service_accounts" in name and inputs.get(name) for name in inputs
    ):
        yield "target_tags", "Tags and service accounts cannot be used in one rule."


FIREWALL = Kind(
    token="gcp:compute/firewall:Firewall",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "Firewall"),
    inventory=asset("compute.googleapis.com/Firewall"),
    permissions=("compute.networks.updatePolicy",),
    id=f"{compute_api.GLOBAL}/firewalls/{{name}}",
    auto_name="name",
    properties={
        "network": link(required=True),
        "allows": _rules("allowed"),
        "deletion_policy": deletion_policy(),
        "denies": _rules("denied"),
        "description": string(max_length=2048),
        "destination_ranges": strings(optional_computed=True),
        "direction": string(immutable=True, enum=("EGRESS", "INGRESS"), default="INGRESS", optional_computed=True),
        "disabled": boolean(),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "priority": integer(minimum=0, maximum=65_535, default=1000),
        "project": project(),
        "source_ranges": strings(max_items=5000, unordered=True),
        "source_service_accounts": strings(max_items=10),
        "source_tags": strings(unordered=True),
        "target_service_accounts": strings(max_items=10),
        "target_tags": strings(unordered=True),
        "creation_timestamp": string(computed=True, value="{created}"),
        "self_link": compute_api.self_link("firewalls", compute_api.GLOBAL),
    },
    unsupported=frozenset({"enable_logging", "log_config", "params"}),
    rest=compute_api.rest("firewalls", "firewall", folder=compute_api.GLOBAL),
    replace_on_changes=("network",),  # a network cannot go while a rule of it is there
    parents=(Parent("network", NETWORK.token, blocks_deletion=True),),
    joint_rule=firewall_problems,
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    charge=FREE,
    loss="nothing is lost: it holds nothing",
    lets_nobody_in="the accounts that it names are machines which reach each other, and read nothing by that",
)
