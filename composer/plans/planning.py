"""What would change, and why: the one value that plan shows, in whatever format, and that up carries out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from composer import hazards
from composer.costs.delta import Monthly, monthly
from composer.graph import PLATFORM
from composer.graph.changes import Change, Create, Delete, Replace, Update, diff, loses_data, subject
from composer.graph.properties import ABSENT
from composer.plans import influence, schema_effects
from composer.plans.left import with_what_is_left
from composer.policy import waivers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from composer.graph import Resource, ResourceGraph
    from composer.graph.properties import Path
    from composer.hazards import Hazard
    from composer.model import EventType, Reason
    from composer.pipeline import Settled


@dataclass(frozen=True, slots=True)
class Cause:
    """A settled value behind a change, and why it is what it is.

    `before` is what it was in the git base, ABSENT where that is not known: a ledger holds graphs, not definitions.
    Both are plain JSON values, whatever the model makes of them.
    """

    path: Path
    before: Any
    after: Any
    reason: Reason


@dataclass(frozen=True, slots=True)
class OwnerChanges:
    """The changes of one Event Type or platform cell, in the order in which they are carried out; at least one.

    `before` and `after` are the fingerprints of its graphs, `before` being "" where nothing is known to exist.
    """

    owner: str
    new: bool
    changes: tuple[Change, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a plan compares with: the ledger, or a git base with its ref and commit."""

    kind: Literal["ledger", "base"]
    ref: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change in one environment.

    `owners` are those with changes, platforms first. `undefined` are Event Types that were applied and have no
    definition any more: a missing file deletes nothing, so nothing happens to them. `left` is what an Event Type's
    state no longer has and `cleanup` is to remove. `causes` are by resource id and property; the property `()` is the
    resource's being there. `hazards` are what these changes would do to people's data and to stored events, those that
    are waived included. `schemas`: what changed schemas mean for storage and jobs, by Event Type and place. `cost`:
    what they do to the monthly bill, None if there are no prices.
    """

    environment: str
    simulated: bool
    against: Against
    owners: tuple[OwnerChanges, ...]
    compared: int
    undefined: tuple[str, ...] = ()
    left: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    causes: Mapping[tuple[str, Path], tuple[Cause, ...]] = field(default_factory=dict)
    hazards: tuple[Hazard, ...] = ()
    schemas: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    cost: Monthly | None = field(default=None, compare=False)

    @property
    def changes(self) -> Iterator[Change]:
        """Every change of every owner."""
        for owner in self.owners:
            yield from owner.changes

    def counts(self) -> dict[str, int]:
        """How many resources are created, updated, replaced and deleted, and how many of them lose data."""
        every = list(self.changes)
        return {
            "create": sum(isinstance(change, Create) for change in every),
            "update": sum(isinstance(change, Update) for change in every),
            "replace": sum(isinstance(change, Replace) for change in every),
            "delete": sum(isinstance(change, Delete) for change in every),
            "data_loss": sum(loses_data(change) for change in every),
        }


def fleet_changes(before: Mapping[str, ResourceGraph], after: Mapping[str, ResourceGraph]) -> tuple[OwnerChanges, ...]:
    """The changes of every owner in `after`, platforms first, since Event Types refer to what these make.

    Owners that are only in `before` are left alone: absence is never deletion.
    """
    replaced: set[str] = set()
    found = []
    for owner in sorted(after, key=lambda name: (not name.startswith(PLATFORM), name)):
        old = before.get(owner)
        refers = replaced if not owner.startswith(PLATFORM) else ()
        changes = diff(old, after[owner], replaced=refers)
        if owner.startswith(PLATFORM):
            replaced |= {subject(change).id for change in changes if isinstance(change, Replace)}
        if changes:
            was = old.fingerprint if old else ""
            found.append(OwnerChanges(owner, not (old and old.resources), changes, was, after[owner].fingerprint))
    return tuple(found)


def make_plan(
    settled: Settled,
    against: Against,
    before: Mapping[str, ResourceGraph],
    after: Mapping[str, ResourceGraph],
    *,
    undefined: Collection[str] = (),
    base: Settled | None = None,
    former: Mapping[str, EventType] | None = None,
) -> Plan:
    """The plan for `after`, with the reasons; `base` is what the git base settled, if that is what is compared with;
    else `former` are the Event Types with the traffic that was declared when they were applied."""
    assert settled.environment is not None
    assert settled.policies is not None
    pure, after = after, with_what_is_left(settled, before, after)
    owners = fleet_changes(before, after)
    changed = {one.owner for one in owners if not one.new}
    return Plan(
        environment=settled.environment.name,
        simulated=settled.environment.simulated,
        against=against,
        owners=owners,
        compared=sum(not owner.startswith(PLATFORM) for owner in after),
        undefined=tuple(sorted(undefined)),
        left={
            owner: tuple(one.id for one in _beyond(graph, pure[owner]) if one.protect)
            for owner, graph in after.items()
            if graph is not pure[owner]
        },
        causes=dict(_causes(owners, settled, base)),
        hazards=hazards.judge(
            {owner: before[owner] for owner in changed},
            {owner: after[owner] for owner in changed},
            settled.policies.tiers,
            settled.policies.waivers,
            waivers.today(),
            base.policies.tiers if base and base.policies else None,
        ),
        schemas=_schemas(owners, settled),
        cost=monthly(
            settled.repository,
            settled.environment,
            before,
            # traffic costs without being in any graph: of what is not applied again, the ledger keeps what it was
            after if base else {one.owner: after[one.owner] for one in owners},
            settled.event_types,
            settled.policies.sizing,
            base.event_types if base else former,
        ),
    )


def _beyond(graph: ResourceGraph, pure: ResourceGraph) -> Iterator[Resource]:
    """What is in a graph beyond what its definition compiles to."""
    wanted = {resource.id for resource in pure.resources}
    return (resource for resource in graph.resources if resource.id not in wanted)


def _schemas(owners: Collection[OwnerChanges], settled: Settled) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    known = [one for one in owners if not one.new and one.owner in settled.event_types]
    found = {one.owner: schema_effects.effects(one, settled.event_types[one.owner]) for one in known}
    return {owner: told for owner, told in found.items() if told}


def _causes(
    owners: Collection[OwnerChanges], settled: Settled, base: Settled | None
) -> Iterator[tuple[tuple[str, Path], tuple[Cause, ...]]]:
    assert settled.environment is not None
    assert settled.policies is not None
    known: dict[tuple[object, ...], influence.Sources] = {}
    for owner in owners:
        event = settled.event_types.get(owner.owner)
        if event is None or owner.new:
            continue
        old = base.event_types.get(owner.owner) if base else None
        # one analysis is enough for all that have the same resources from the same values
        shape = (event.storage.kind, event.lifecycle.state, event.importance, event.finance_bearing)
        if shape not in known:
            known[shape] = influence.sources(event, settled.environment, settled.policies)
        possible: dict[tuple[str, Path], tuple[Cause, ...]] = {}
        for change in owner.changes:
            properties = change.properties if isinstance(change, Update | Replace) else ()
            paths = [one.path for one in properties if not one.via] or [()]
            for path in paths:
                found = _behind(known[shape], subject(change).role, path, event, old, settled)
                if found:
                    possible[subject(change).id, path] = found
        yield from _fewest(possible).items()


def _fewest(possible: Mapping[tuple[str, Path], tuple[Cause, ...]]) -> Mapping[tuple[str, Path], tuple[Cause, ...]]:
    """Only what explains everything, where there is such: what else could explain one change is not said then.

    A ledger does not know what its values were, so every value that a property depends on is possible there.
    """
    each = [{cause.path for cause in causes} for causes in possible.values()]
    enough = set.intersection(*each) if each else set()
    if not enough:
        return possible
    return {key: tuple(cause for cause in causes if cause.path in enough) for key, causes in possible.items()}


def _behind(
    known: influence.Sources, role: str, path: Path, event: EventType, old: EventType | None, settled: Settled
) -> tuple[Cause, ...]:
    assert settled.environment is not None
    assert settled.policies is not None
    found = []
    for source in influence.causes(known, role, path):
        if source == ("name",):  # what has another name is another Event Type
            continue
        precise = _precise(source, path, event)
        reason = influence.reason(event, settled.environment, settled.policies, precise)
        if reason is not None:
            was = value_at(old, precise) if old else ABSENT
            found.append(Cause(precise, simple(was), simple(value_at(event, precise)), reason))
    changed = [cause for cause in found if old is not None and cause.before != cause.after]
    return tuple(changed or found)


def _precise(source: Path, path: Path, event: EventType) -> Path:
    """The meaning of one field instead of that of all fields, where the property is about one column."""
    if source != ("fields",):
        return source
    column = ".".join(str(step)[1:-1] for step in path if str(step).startswith("["))
    names = {one.path for one in event.fields}
    return ("fields", column) if column in names else source


def simple(found: Any) -> Any:
    """A settled value as JSON: dataclasses as objects, tuples as lists, enums as their text."""
    if is_dataclass(found) and not isinstance(found, type):
        return {field.name: simple(getattr(found, field.name)) for field in fields(found) if field.name != "because"}
    if isinstance(found, Mapping):
        return {key: simple(inner) for key, inner in found.items()}
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [simple(item) for item in found]
    return found.value if isinstance(found, Enum) else found


def value_at(event: EventType, path: Path) -> Any:
    """The settled value at a path; ABSENT where there is none."""
    if path[0] in {influence.ENVIRONMENT, influence.POLICY}:
        return ABSENT
    if path == influence.VERSIONS:
        return len(event.versions)
    if path[0] == "fields" and len(path) > 1:
        return next((one.semantic.key for one in event.fields if one.path == path[1]), ABSENT)
    value: Any = event
    for step in path:
        if is_dataclass(value):
            value = getattr(value, str(step), ABSENT)
        else:
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value
