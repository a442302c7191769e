"""Ranges of addresses of a network that the composer makes: each is one, and none lies in another."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.spec.environment import EnvironmentSpec

PREFIXES = {"range": range(4, 30), "services_range": range(8, 25)}
"""Lengths of the prefix that Google takes for a subnetwork, and for private services access (the smallest block of a
database is a /24). https://cloud.google.com/vpc/docs/subnets#valid-ranges,
https://cloud.google.com/vpc/docs/configure-private-services-access"""


def network_problems(document: Document, spec: EnvironmentSpec) -> Iterator[Diagnostic]:
    """The mistakes in the network that an environment leaves to the composer."""
    managed = spec.network.managed
    if managed is None:
        return
    if spec.network.existing:
        place = document.span(("network", "existing"))
        message = "a network is either `managed` or `existing`"
        yield Diagnostic("ET718", message, place, "take one of the two out")
    ranges: dict[str, IPv4Network] = {}
    for name, prefixes in PREFIXES.items():
        text = getattr(managed, name)
        place = document.span(("network", "managed", name))
        try:
            ranges[name] = IPv4Network(text)
        except ValueError:
            hint = _whole(text)
            yield Diagnostic("ET718", f"`{text}` is no range of addresses", place, hint)
            continue
        if ranges[name].prefixlen not in prefixes:
            hint = f"write a prefix from /{prefixes[0]} to /{prefixes[-1]}"
            yield Diagnostic("ET718", f"a `{name}` of /{ranges[name].prefixlen} is not taken by Google", place, hint)
    for name, block in ranges.items():
        if block.is_global:
            place = document.span(("network", "managed", name))
            hint = "take a private range, such as 10.64.0.0/20: 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 hold them"
            message = f"`{block}` are addresses of others on the internet, which machines here could not reach any more"
            yield Diagnostic("ET718", message, place, hint)
    if len(ranges) < len(PREFIXES):
        return
    cells = max(Counter(cell.project for cell in spec.cells).values())
    first, blocks = int(ranges["range"].network_address), ranges["range"].num_addresses * cells
    services = ranges["services_range"]
    if (
        first < int(services.network_address) + services.num_addresses
        and int(services.network_address) < first + blocks
    ):
        place = document.span(("network", "managed", "services_range"))
        message = f"`{services}` lies among the addresses of the machines"
        hint = "take a range that begins behind the last block of the cells of a project"
        yield Diagnostic("ET718", message, place, hint)


def _whole(text: str) -> str:
    """A way out for what is no range: the range that the address is in, where there is one."""
    try:
        return f"write {IPv4Network(text, strict=False)}"
    except ValueError:
        return "write the first address and a prefix, such as 10.64.0.0/20"
