"""Calls from one process of a run to another never leave this machine: no proxy is asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTS = ("127.0.0.1", "localhost", "::1")
_EXCEPTIONS = ("no_proxy", "NO_PROXY", "no_grpc_proxy")
"""What clients read: requests and urllib the first (urllib in any case), Go the first two, gRPC's C core the last, and
the first only where the last is not set. So each says all that any of them says."""


def direct(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child of ours: whatever proxies the user has, and none of them for this machine."""
    spelled = [name for name in variables if name.lower() in {"no_proxy", "no_grpc_proxy"}]
    hosts = [host.strip() for name in spelled for host in variables[name].split(",")]
    no_proxy = ",".join(dict.fromkeys([*(host for host in hosts if host), *HOSTS]))
    return {**variables, **dict.fromkeys([*_EXCEPTIONS, *spelled], no_proxy)}


def proxied(variables: Mapping[str, str]) -> bool:
    """True if the user has any proxy at all."""
    return any(value and name.lower().endswith("_proxy") for name, value in variables.items())
