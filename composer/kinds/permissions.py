"""The permissions of IAM that it takes to make, read, change and delete objects of a kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.kinds.projects.service import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.kinds.kind import Kind, Rest

PROJECTS = "resourcemanager.projects"
"""What permissions on a project's own policy begin with: https://cloud.google.com/iam/docs/permissions-reference"""
POLICY = ("getIamPolicy", "setIamPolicy")
_OPERATIONS = {"regions/": "compute.regionOperations.get", "global/": "compute.globalOperations.get"}
"""Writes of Compute Engine are followed until they are done, by where their objects are."""


def permissions(kind: Kind) -> frozenset[str]:
    """Every permission that somebody needs who applies resources of this kind."""
    rest = kind.rest
    stated = frozenset(kind.permissions)
    if rest.writes.none and kind.permissions:
        return stated
    name = permission_name(kind)
    return stated | {f"{name}.{verb}" for verb in _verbs(kind, rest)} | _followed(rest)


def of_kinds(tokens: Iterable[str]) -> tuple[str, ...]:
    """The permissions on a project of these kinds together, in order; every API of theirs can be looked up as well."""
    kinds = [kind for token in {*tokens} if not of_billing_account(kind := KINDS[token])]
    return tuple(sorted({one for kind in (*kinds, SERVICE) for one in permissions(kind)}))


def of_billing_account(kind: Kind) -> bool:
    """True if its objects are of a billing account: no role on a project lets anybody make them."""
    return kind.id.startswith("billingAccounts/")


def permission_name(kind: Kind) -> str:
    """The beginning of the usual permissions of a kind: its service and its collection, such as `pubsub.topics`."""
    rest = kind.rest
    if kind.permission_name:
        return kind.permission_name
    if rest.policy:
        holder = KINDS.get(kind.parents[0].kind) if kind.parents else None
        return PROJECTS if holder is None or "{project}:" in rest.get else permission_name(holder)
    collection = (rest.list or rest.get).partition("?")[0].rstrip("/").rpartition("/")[2]
    return f"{rest.service}.{collection}"


def _verbs(kind: Kind, rest: Rest) -> tuple[str, ...]:
    """The verbs of what is done with objects of a kind. Those with names from the server are found in lists."""
    if rest.policy:
        return POLICY
    change = rest.writes.update_path.partition("?")[0].partition(":")[2] or "update"
    settable = [one for one in kind.properties.values() if one.api != "" and not (one.immutable or one.computed)]
    changed = (change,) if settable and not rest.writes.unchangeable else ()
    listing = ("list",) if kind.server_made_id else ()
    return ("create", "get", *listing, *changed, *(() if kind.permanent else ("delete",)))


def _followed(rest: Rest) -> frozenset[str]:
    if rest.writes.operation != "compute":
        return frozenset()
    return frozenset(one for place, one in _OPERATIONS.items() if re.search(rf"/{place}", rest.get))
