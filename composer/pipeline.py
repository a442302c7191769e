"""The whole flow on one screen: read and settle, judge, compile.

definitions → documents → spec → resolve → Event Types → facets → resource graphs
                  └──── diagnostics ←── violations, clashes ────┘
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from composer.facets import compile_graph
from composer.graph import cell_of, is_shared, layer, shared_owners
from composer.judgement import definitions, fleet
from composer.judgement.each import each
from composer.policy import basis as bases
from composer.stages import Checked, Compiled, Settled, Unusable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from composer.graph import ResourceGraph
    from composer.repository import Repository


def settle(
    repository: Repository, environment_name: str = "local", paths: Iterable[Path] | None = None
) -> Settled | Unusable:
    """Read and settle every definition (or those of `paths`); judges nothing beyond what cannot be read."""
    basis, problems = bases.read(repository, environment_name)
    files = sorted(paths) if paths is not None else repository.definitions()
    return fleet.settled(repository, basis, problems, [definitions.read(repository, file, basis) for file in files])


def check(settled: Settled) -> Checked:
    """Judge every Event Type by itself, all of them together, and what they compile to."""
    environment, policies = settled.environment, settled.policies
    return fleet.judged(settled, [definitions.judge(one, environment, policies) for one in fleet.definitions(settled)])


def settle_and_check(repository: Repository, environment_name: str = "local") -> Checked | Unusable:
    """As `check(settle(repository, environment_name))`, on all processors of this machine; what did not change since an
    earlier run is remembered from there."""
    basis, problems = bases.read(repository, environment_name)
    judged = each(repository, basis, repository.definitions())
    settled = fleet.settled(repository, basis, problems, judged)
    return fleet.judged(settled, judged) if isinstance(settled, Settled) else settled


def graphs(checked: Checked, names: Iterable[str] | None = None) -> Iterator[ResourceGraph]:
    """The graphs of Event Types (all, or `names`) and of what cells share, without those of Event Types that are
    blocked. One by one, in order of their owners: thousands at once take more memory than machines have."""
    environment, policies = checked.environment, checked.policies
    requested = checked.event_types if names is None else sorted(set(names))
    event_types = (
        checked.graphs[name]
        if name in checked.graphs
        else compile_graph(checked.event_types[name], environment, policies)
        for name in requested
        if name not in checked.blocked
    )
    return itertools.chain(event_types, checked.shared)


def build(checked: Checked, names: Iterable[str] | None = None) -> dict[str, ResourceGraph]:
    """The graphs that `graphs` goes through, by owner. Errors that block nothing are left aside: those of a git base
    were there, and may have been applied."""
    return {graph.owner: graph for graph in graphs(checked, names)}


def compiled(checked: Checked, names: Collection[str] | None = None) -> Compiled:
    """The graphs of these Event Types (None: of all) and of all that their cells share; of what cells share and is
    named, that and what it stands on."""
    if names is None:
        return Compiled(checked, build(checked), whole=True)
    event_types = [name for name in names if not is_shared(name)]
    with_keepers = checked.environment.with_keepers
    needed = {*shared_owners(with_keepers({checked.event_types[name].cell for name in event_types}))}
    for name in (name for name in names if is_shared(name)):
        needed |= {one for one in shared_owners(with_keepers({cell_of(name)})) if layer(one) <= layer(name)}
    every = Compiled(checked, build(checked, event_types), whole=False)
    return every.only(lambda owner: not is_shared(owner) or owner in needed)
