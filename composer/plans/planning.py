"""What would change, and why: the one value that plan shows, in whatever format, and that up carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from composer import hazards
from composer.costs.delta import Monthly, monthly
from composer.graph import is_shared, layer
from composer.graph.graph_changes import Change, Create, Delete, Replace, Update, diff, loses_data, subject
from composer.plans import possible_causes, schema_effects
from composer.plans.cause_trials import Trials
from composer.plans.causes import causes, following
from composer.plans.owner_changes import OwnerChanges, with_units
from composer.plans.retained import with_retained
from composer.plans.written_values import Compiler, shared_by, written_by
from composer.policy import waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from composer.base.git_ref import Lacking
    from composer.graph import Resource, ResourceGraph
    from composer.graph.properties import Path
    from composer.hazards import Hazard
    from composer.model import EventType
    from composer.plans.causes import Cause, FormerSources
    from composer.stages import Compiled, Settled


@dataclass(frozen=True, slots=True)
class Against:
    """What a plan compares with: the ledger, or a git base with its ref and commit. `lacks`: why all is new there."""

    kind: Literal["ledger", "base"]
    ref: str = ""
    commit: str = ""
    lacks: Lacking = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change in one environment.

    `owners` are those with changes, what cells share first. `undefined` are Event Types that were applied and have no
    definition any more: a missing file deletes nothing, so nothing happens to them. `retained` is what an Event Type's
    state no longer has and stays in place. `causes` are by resource id and property; the property `()` is the
    resource's being there. `hazards` are what these changes would do to people's data and to stored events, those that
    are waived included. `schemas`: what changed schemas mean for storage and jobs, by Event Type and place. `cost`:
    what they do to the monthly bill, None if there are no prices. `adopted`: resources that are there already and are
    taken over as they are, which is no change.
    """

    environment: str
    simulated: bool
    against: Against
    owners: tuple[OwnerChanges, ...]
    compared: int
    undefined: tuple[str, ...] = ()
    retained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    causes: Mapping[tuple[str, Path], tuple[Cause, ...]] = field(default_factory=dict)
    hazards: tuple[Hazard, ...] = ()
    schemas: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    cost: Monthly | None = field(default=None, compare=False)
    adopted: tuple[str, ...] = ()

    @property
    def changes(self) -> Iterator[Change]:
        """Every change of every owner."""
        for owner in self.owners:
            yield from owner.changes

    def counts(self) -> dict[str, int]:
        """Count the resources created, updated, replaced and deleted, and those of them that lose data."""
        every = list(self.changes)
        return {
            "create": sum(isinstance(change, Create) for change in every),
            "update": sum(isinstance(change, Update) for change in every),
            "replace": sum(isinstance(change, Replace) for change in every),
            "delete": sum(isinstance(change, Delete) for change in every),
            "data_loss": sum(loses_data(change) for change in every),
        }


def fleet_changes(
    before: Mapping[str, ResourceGraph], after: Mapping[str, ResourceGraph], adopted: Collection[str] = ()
) -> tuple[OwnerChanges, ...]:
    """The changes of every owner in `after`, what cells share first, since Event Types refer to what these make. The
    resources that are `adopted` are there already, as they should be.

    Owners that are only in `before` are left alone: absence is never deletion.
    """
    replaced: set[str] = set()
    changed_owners = []
    for owner in sorted(after, key=lambda name: (layer(name), name)):
        old = before.get(owner)
        refers = replaced if not is_shared(owner) else ()
        every = diff(old, after[owner], replaced=refers)
        changes = tuple(one for one in every if not (isinstance(one, Create) and one.after.id in adopted))
        if is_shared(owner):
            replaced |= {subject(change).id for change in changes if isinstance(change, Replace)}
        if changes:
            was = old.fingerprint if old else ""
            changed_owners.append(
                OwnerChanges(owner, not (old and old.resources), changes, was, after[owner].fingerprint)
            )
    return tuple(changed_owners)


def make_plan(
    compiled: Compiled,
    against: Against,
    before: Mapping[str, ResourceGraph],
    *,
    undefined: Collection[str] = (),
    base: Settled | None = None,
    former: Mapping[str, EventType] | None = None,
    written: Callable[[str], FormerSources | None] = lambda owner: None,  # noqa: ARG005  nothing is known
    removing: Mapping[str, Collection[str]] | None = None,
) -> Plan:
    """The plan for what is compiled, with the reasons; `base` is what the git base settled, if that is compared with;
    else `former` are the Event Types with the traffic that was declared when they were applied. `written`: what was
    written when an owner was compiled before, None where nobody knows. `removing`: by owner, resources whose removal
    was begun."""
    checked, pure = compiled.checked, compiled.graphs
    after = with_retained(checked, before, pure, removing)
    metrics = checked.policies.metrics_by_type
    live = {resource for owner in after for resource in checked.environment.live_ids(owner)}
    owners = tuple(with_units(one, metrics) for one in fleet_changes(before, after, live))
    changed = {one.owner for one in owners if not one.new}
    return Plan(
        environment=checked.environment.name,
        simulated=checked.environment.simulated,
        against=against,
        owners=owners,
        compared=sum(not is_shared(owner) for owner in after),
        undefined=tuple(sorted(undefined)),
        retained={
            owner: tuple(one.id for one in _beyond(graph, pure[owner]) if one.protect)
            for owner, graph in after.items()
            if graph is not pure[owner]
        },
        # what was applied may be more than what was compiled: it has what is left for `cleanup`
        causes=_causes(owners, checked, written, {True: pure, **({False: before} if base else {})}),
        hazards=hazards.judge(
            {owner: before[owner] for owner in changed},
            {owner: after[owner] for owner in changed},
            checked.policies.tiers,
            checked.policies.waivers,
            waivers.today(),
            base.policies.tiers if base else None,
        ),
        adopted=tuple(
            one.id
            for owner, graph in after.items()
            for one in graph.resources
            if one.id in live and not (owner in before and one.id in before[owner].ids)
        ),
        schemas=_schemas(owners, checked),
        cost=monthly(
            checked.repository,
            checked.environment,
            before,
            # traffic costs without being in any graph: of what is not applied again, the ledger keeps what it was
            after if base else {one.owner: after[one.owner] for one in owners},
            checked.event_types,
            checked.policies.sizing,
            base.event_types if base else former,
        ),
    )


def _beyond(graph: ResourceGraph, pure: ResourceGraph) -> Iterator[Resource]:
    """Resources of a graph beyond what its definition compiles to."""
    compiled_ids = {resource.id for resource in pure.resources}
    return (resource for resource in graph.resources if resource.id not in compiled_ids)


def _schemas(owners: Collection[OwnerChanges], settled: Settled) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    existing = [one for one in owners if not one.new and one.owner in settled.event_types]
    effects = {one.owner: schema_effects.effects(one.changes, settled.event_types[one.owner]) for one in existing}
    return {owner: by_place for owner, by_place in effects.items() if by_place}


def _causes(
    owners: Collection[OwnerChanges],
    settled: Settled,
    written: Callable[[str], FormerSources | None],
    compiled: Mapping[bool, Mapping[str, ResourceGraph]],
) -> Mapping[tuple[str, Path], tuple[Cause, ...]]:
    """The causes by resource and property, of every owner that was there before."""
    trials = Trials(Compiler(settled.repository, settled.environment.name))
    shared = shared_by(settled)
    by_property: dict[tuple[str, Path], tuple[Cause, ...]] = {}
    unknown = []
    for one in owners:
        former = None if one.new else written(one.owner)
        if former is not None:
            now = written_by(settled, one.owner, shared)
            owner_graphs = {is_now: graphs[one.owner] for is_now, graphs in compiled.items() if one.owner in graphs}
            for (role, path), behind in causes(one.owner, one.changes, settled, trials, now, former, owner_graphs):
                by_property[f"{one.owner}/{role}", path] = behind
        elif not one.new:
            unknown.append(one)
    by_property |= possible_causes.causes(unknown, settled)
    return by_property | dict(following([change for one in owners for change in one.changes], by_property))
