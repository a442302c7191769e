"""Whether what is about to be changed is as it was applied: a quick look, which may see less than an audit."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.audit.comparison import drifts
from composer.audit.confirming import Confirming
from composer.audit.expected import Expectations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from composer.audit.expected import Expected
    from composer.graph import ResourceGraph
    from composer.live.google import Google
    from composer.model import Cell

SECONDS = 5.0
"""So long a look may take; what was not looked at by then is counted."""
_REFUSALS = 3
"""After so many refusals nothing more is asked: who looks is not allowed to."""


@dataclass(frozen=True, slots=True)
class Drifted:
    """A resource that is not as it was applied: the paths that differ, none where it is not there any more."""

    resource: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftCheck:
    """What a look saw: `looked` at so many resources, and at so many not (`skipped`)."""

    drifted: tuple[Drifted, ...]
    looked: int
    skipped: int


def look(
    google: Google, applied: Mapping[str, ResourceGraph], cells: Mapping[str, Cell], owners: Collection[str]
) -> DriftCheck:
    """Ask the owning API about each applied resource of these owners that has a name of its own. `applied`: graphs of
    these and of what they refer to. Nothing is raised where Google refuses."""
    expected = Expectations({})
    expected.add((graph, cells[owner]) for owner, graph in applied.items() if owner in cells)
    wanted = [expected.of(one.id) for owner in owners if owner in applied for one in applied[owner].resources]
    return _looked(Confirming(google, ()), [one for one in wanted if _can_be_asked(one)], len(wanted))


def _can_be_asked(one: Expected) -> bool:
    return one.object_id is not None and bool(one.kind.rest.list or one.kind.rest.policy)


def _looked(confirming: Confirming, askable: Iterable[Expected], wanted: int) -> DriftCheck:
    findings: list[Drifted] = []
    looked = refused = 0
    until = time.monotonic() + SECONDS
    for one in askable:
        if time.monotonic() > until or refused >= _REFUSALS:
            break
        answer = confirming.confirm(one)
        if answer.refused is not None:
            refused += 1
            continue
        looked += 1
        changed = () if answer.live is None else drifts(one, answer.live)
        if answer.live is None or changed:
            findings.append(Drifted(one.resource.id, tuple(drift.path for drift in changed)))
    return DriftCheck(tuple(findings), looked, wanted - looked)
