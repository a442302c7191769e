"""The next steps of a removal: what is unprotected, what leaves the graph, what waits for what. Pure.

There is no state beside what was applied: what is not yet unprotected is unprotected, what is may be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from composer.graph.graph import dependencies
from composer.graph.unprotected import is_unprotected
from composer.kinds import KINDS
from composer.printing.day_counts import in_days
from composer.printing.plurals import counted
from composer.units import Bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.graph import Resource, ResourceGraph
    from composer.ledger import Record


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bucket holds: objects and bytes, of which there are more where it is not `complete`. `refusal`: why it
    could not be counted, "" if it was."""

    objects: int = 0
    bytes: int = 0
    complete: bool = True
    refusal: str = ""

    @property
    def empty(self) -> bool:
        """True if nothing is in it, for certain."""
        return not self.objects and self.complete and not self.refusal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A resource that is not dropped yet: why, and from when it can be (ISO; "" where no clock says)."""

    resource: Resource
    why: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a run does next for one owner; `drop` in the order of the graph, backwards."""

    unprotect: tuple[Resource, ...] = ()
    drop: tuple[Resource, ...] = ()
    wait: tuple[Waiting, ...] = ()


def steps(
    record: Record, left: Collection[str], due: Collection[str], contents: Mapping[str, Contents], now: datetime
) -> Steps:
    """The steps of what is due among the resources that are `left`. `contents`: of those that hold objects."""
    mine = [one for one in record.graph.resources if one.id in due]
    unprotect = tuple(one for one in mine if not is_unprotected(one))
    waiting = {
        one.id: wait
        for one in mine
        if is_unprotected(one) and (wait := _own_reason(one, record, contents.get(one.id), now))
    }
    ready = {one.id for one in mine if is_unprotected(one)} - waiting.keys()
    for user, needed in _held_up(record.graph, ready, left):
        ready.discard(needed)
        waiting[needed] = Waiting(record.graph[needed], f"{user} still needs it")
    drop = tuple(one for one in reversed(mine) if one.id in ready)
    return Steps(unprotect, drop, tuple(waiting[one.id] for one in mine if one.id in waiting))


def rests_until(one: Resource, since: str) -> datetime | None:
    """The time from which a resource that has to rest may be dropped: it does so `since` it is as it is (ISO). None
    where nobody knows since when."""
    return datetime.fromisoformat(since) + timedelta(seconds=KINDS[one.type].rests) if since else None


def _own_reason(one: Resource, record: Record, contents: Contents | None, now: datetime) -> Waiting | None:
    """The reason that keeps a resource by itself."""
    kind, since = KINDS[one.type], record.since.get(one.id, "")
    if kind.rests:
        free = rests_until(one, since)
        if free is None or free > now:
            until = free.isoformat(timespec="seconds") if free else ""
            return Waiting(one, "it is disabled, and deleted only after a day in which nobody missed it", until)
    if contents is not None and contents.refusal:
        return Waiting(one, f"what it holds cannot be counted: {contents.refusal}")
    if contents is not None and not contents.empty:
        more = "" if contents.complete else "at least "
        held = f"{more}{counted(contents.objects, 'object')} ({Bytes(contents.bytes).rounded})"
        soft = kind.recoverable_for(one.inputs) if kind.recoverable_for else 0
        billed = f"; soft delete keeps, and bills, each for {in_days(soft)} more" if soft else ""
        return Waiting(one, f"it holds {held}, which Google deletes by its lifecycle rule since {since}{billed}")
    return None


def _held_up(graph: ResourceGraph, ready: set[str], left: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of a resource that stays for now, and what it cannot be without."""
    by_id = {one.id: one for one in graph.resources}
    waiting, pairs = [one for one in by_id if one in left and one not in ready], []
    seen: set[str] = set()
    while waiting:
        user = waiting.pop()
        for needed in dependencies(by_id[user]) & by_id.keys() - seen:
            seen.add(needed)
            waiting.append(needed)
            if needed in ready:
                pairs.append((user, needed))
    return pairs
