"""What stacks should be, what they were, and whether that is the same: all that is decided before the engine starts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from composer.graph import Reference, canonical, is_shared, layer, shared_owners

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from composer.engine.job import Action
    from composer.graph import ResourceGraph
    from composer.ledger import Record
    from composer.model.environment import Cell, Environment


@dataclass(frozen=True, slots=True)
class Desired:
    """One owner's graph, where it lives, and what the ledger should remember of its definition. `left`: resources that
    its definition has no more, which are declared as long as they are there, and never made again. `adopted`: the live
    ids of those that were there before, by resource."""

    graph: ResourceGraph
    cell: Cell
    definition_hash: str = ""
    schema_versions: int = 0
    declared: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, Any] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    adopted: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """`EndSong`, `platform:<cell>` or `foundation:<cell>`."""
        return self.graph.owner

    @property
    def is_shared(self) -> bool:
        """True if all Event Types of the cell share it."""
        return is_shared(self.owner)


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked for. `desired` is in the order in which stacks are to be applied.

    `records`: what the ledger says of the wanted owners, where the caller has read it already. `shared`: what all of
    them were compiled from, as the ledger is to keep it, and its name there. `real_provider`: the installed provider of
    Google Cloud changes the local cloud, not the one that is built in.
    """

    environment: Environment
    root: Path
    desired: tuple[Desired, ...]
    action: Action = "up"
    parallel: int = 0
    refresh: bool = False
    commit: str = ""
    records: Mapping[str, Record] | None = None
    shared: tuple[str, bytes] | None = None
    real_provider: bool = False


def stands_on(desired: Desired, environment: Environment) -> frozenset[str]:
    """The shared owners that are applied before this one, and destroyed after it: what its project has, which the
    first cell of the project keeps, then what its cell has."""
    cells = (desired.cell.name, environment.keeper(desired.cell.project).name)
    return frozenset(one for one in shared_owners(cells) if layer(one) <= layer(desired.owner)) - {desired.owner}


@dataclass(frozen=True, slots=True)
class Missing:
    """A platform output that a graph refers to and that the platform's stack does not have."""

    reference: Reference


def platform_values(
    desired: Desired, outputs: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> dict[Reference, Any] | Missing:
    """The value of each platform output that the graph refers to; `outputs`: platform owner → resource → output."""
    values: dict[Reference, Any] = {}
    for reference in desired.graph.crossing.references:
        of_resource = outputs.get(reference.id.partition("/")[0], {}).get(reference.id, {})
        if reference.output not in of_resource:
            return Missing(reference)
        values[reference] = of_resource[reference.output]
    return values


def applied_fingerprint(desired: Desired, values: Mapping[Reference, Any]) -> str:
    """The digest of everything that an update acts on: graph, platform values, cell, version of the provider."""
    used = [[reference.id, reference.output, values[reference]] for reference in sorted(values)]
    acted_on = [desired.graph.fingerprint, used, desired.cell.project, desired.cell.region, provider_version()]
    return hashlib.sha256(canonical(acted_on).encode()).hexdigest()[:32]


@cache
def provider_version() -> str:
    """The pinned provider."""
    return version("pulumi-gcp")


def same(record: Record | None, applied: str, state_version: str) -> bool:
    """True if a stack can be left alone: the ledger and the backend both say that exactly this was applied last."""
    if record is None or not state_version:
        return False
    return record.applied == applied and record.state_version == state_version
