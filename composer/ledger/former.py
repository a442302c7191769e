"""What was applied once and is no more: the ledger forgets nothing that an owner ever had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.graph.graph import resource_from_json, resource_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.graph import Resource, ResourceGraph


@dataclass(frozen=True, slots=True)
class Former:
    """A resource as it was applied last, and the time (ISO) of the run that left it out."""

    resource: Resource
    removed_at: str

    def to_json(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {**resource_json(self.resource), "gone": self.removed_at}


def former_from_json(data: Mapping[str, Any]) -> Former:
    """The reverse of `to_json`."""
    return Former(resource_from_json(data), str(data["gone"]))


def carried_on(
    former: Iterable[Former], before: ResourceGraph | None, after: ResourceGraph, now: str
) -> tuple[Former, ...]:
    """Everything that an owner had and has no more: of one that was there several times, as it was last."""
    has = {one.id for one in after.resources}
    by_id = {one.resource.id: one for one in former if one.resource.id not in has}
    if before is not None and before.fingerprint != after.fingerprint:
        by_id |= {one.id: Former(one, now) for one in before.resources if one.id not in has}
    return tuple(by_id[one] for one in sorted(by_id))


def as_since(since: Mapping[str, str], before: ResourceGraph | None, after: ResourceGraph, now: str) -> dict[str, str]:
    """By resource, the time from which it is as it is."""
    if before is not None and before.fingerprint == after.fingerprint:
        return {one.id: since.get(one.id, now) for one in after.resources}
    were = {one.id: one for one in before.resources} if before is not None else {}
    return {one.id: since.get(one.id, now) if _same(were.get(one.id), one) else now for one in after.resources}


def _same(before: Resource | None, after: Resource) -> bool:
    return before is not None and (before.inputs, before.protect) == (after.inputs, after.protect)
