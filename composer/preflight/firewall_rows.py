"""Whether the firewall of a network that somebody else made lets in what machines there need."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from composer.facets.etl.machines import HEALTH_PORT
from composer.kinds.compute.firewall import FIREWALL
from composer.kinds.id_template import fill
from composer.live.google import api_of
from composer.platform.foundation_network import DATAFLOW_PORTS, DATAFLOW_TAG, HEALTH_CHECKS
from composer.preflight.project_rows import unseen
from composer.preflight.row import About, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.live.google import Google
    from composer.model import Cell


@dataclass(frozen=True, slots=True)
class Need:
    """Traffic that must be let in: from these ranges to these ports of these protocols. `tag`: what its machines carry;
    a rule that names it on both sides does, too."""

    what: str
    because: str
    ranges: Sequence[str]
    protocols: Sequence[str]
    ports: str
    tag: str = ""


def needs(machines: str) -> tuple[Need, ...]:
    """The traffic that must be let in, `machines` being the range of the subnetwork: as a network of the composer's own
    lets in."""
    health = "a machine that cannot be asked how it is counts as dead"
    return (
        Need("health checks", health, HEALTH_CHECKS, ("tcp",), str(HEALTH_PORT)),
        Need("Dataproc", "clusters do not start", (machines,), ("tcp", "udp"), "0-65535"),
        Need("Dataflow", "jobs hang", (machines,), ("tcp",), DATAFLOW_PORTS, DATAFLOW_TAG),
    )


def firewall_rows(google: Google, cell: Cell, network: str, machines: str) -> Iterator[Row]:
    """One row for each need. Rules that deny are not looked at, nor those of an organisation's policies."""
    listed = google.listed(
        api_of(FIREWALL), fill(FIREWALL.rest.list, FIREWALL, {"project": cell.project}) or "", FIREWALL.rest.items
    )
    rules = [one for one in listed.items if str(one.get("network", "")).rpartition("/")[2] == network]
    for need in needs(machines):
        subject = f"firewall for {need.what} in {cell.region}"
        if not listed.complete:
            repair = f"gcloud services enable {FIREWALL.apis[0]} --project {cell.project}"
            yield unseen(About.NETWORK, cell.project, subject, listed.last, repair)
        elif all(
            any(lets_in(rule, need, source, protocol) for rule in rules)
            for source in need.ranges
            for protocol in need.protocols
        ):
            yield Row(About.NETWORK, cell.project, subject, Verdict.FINE)
        else:
            detail = f"no rule lets it in: {need.because}"
            yield Row(About.NETWORK, cell.project, subject, Verdict.MISSING, detail, _make(need, cell, network))


def lets_in(rule: Mapping[str, Any], need: Need, source: str, protocol: str) -> bool:
    """True if this rule, as Compute Engine states it, lets in all of a protocol from a range to every such machine."""
    if rule.get("disabled") or rule.get("direction", "INGRESS") != "INGRESS" or rule.get("targetServiceAccounts"):
        return False
    targets = rule.get("targetTags") or ()
    if targets and need.tag not in targets:
        return False
    here = IPv4Network(source)
    from_there = any(here.subnet_of(IPv4Network(one)) for one in rule.get("sourceRanges", ()) if ":" not in one)
    by_tag = bool(need.tag) and need.tag in (rule.get("sourceTags") or ())
    return (from_there or by_tag) and any(_allows(one, protocol, need.ports) for one in rule.get("allowed", ()))


def _allows(allowed: Mapping[str, Any], protocol: str, ports: str) -> bool:
    if allowed.get("IPProtocol") not in {"all", protocol}:
        return False
    first, last = _ends(ports)
    spans = [_ends(str(one)) for one in allowed.get("ports") or ("0-65535",)]
    return any(low <= first and last <= high for low, high in spans)


def _ends(ports: str) -> tuple[int, int]:
    first, _, last = ports.partition("-")
    return int(first), int(last or first)


def _make(need: Need, cell: Cell, network: str) -> str:
    allow = ",".join(f"{protocol}:{need.ports}" for protocol in need.protocols)
    tags = f" --source-tags {need.tag} --target-tags {need.tag}" if need.tag else ""
    source = tags or f" --source-ranges {','.join(need.ranges)}"
    name = f"{network}-{need.what.lower().replace(' ', '-')}"
    return (
        f"gcloud compute firewall-rules create {name} --project {cell.project} --network {network} "
        f"--direction INGRESS --allow {allow}{source}"
    )
