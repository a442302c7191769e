"""A plan as people take it in: equal changes of many Event Types as one, the rest by Event Type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.graph import cloud_names, is_shared, name_limits
from composer.graph.graph_changes import Change, Create, Delete, Replace, Update, loses_data, subject
from composer.graph.properties import PropertyChange, dotted
from composer.plans.provenance import kind_of_role
from composer.reports.value_text import change_parts, change_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.plans.causes import Cause
    from composer.plans.owner_changes import OwnerChanges
    from composer.plans.planning import Plan

SHARED_FROM = 4
"""A change that at least as many Event Types have is shown once for all of them."""
COMMON_FROM = 3
"""A change that at least as many resources of one Event Type have is shown once for all of them."""

TIMES = "\N{MULTIPLICATION SIGN}"
VERBS = {Create: "create", Update: "update", Replace: "replace", Delete: "delete"}
SIGNS = {"create": "+", "update": "~", "replace": "±", "delete": "-"}


@dataclass(frozen=True, slots=True)
class Shared:
    """One change that many Event Types have. `values`: what it does (`change_words`), with how many resources it does
    it to."""

    action: str
    what: str
    loses_data: bool
    resources: int
    owners: tuple[str, ...]
    roles: tuple[str, ...]
    values: tuple[tuple[tuple[str, ...], int], ...]
    causes: tuple[tuple[Cause, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of one change of one resource after what it shares with others; `properties` may be a part."""

    change: Change
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """One change that several resources of one Event Type have, such as that of a label."""

    property: PropertyChange
    resources: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class SingleChange:
    """What is changed in one Event Type or platform cell, and is not shared with many."""

    owner: str
    changes: tuple[Change, ...]
    common: tuple[Common, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The whole plan, each change in one place. `fresh` are Event Types that are new altogether."""

    shared: tuple[Shared, ...]
    fresh: tuple[OwnerChanges, ...]
    owners: tuple[SingleChange, ...]
    losses: tuple[Change, ...]


def short_type(token: str) -> str:
    """`Topic` of `gcp:pubsub/topic:Topic`."""
    return token.rpartition(":")[2]


def action_of(change: Change) -> str:
    """create, update, replace or delete."""
    return VERBS[type(change)]


def grouped(plan: Plan) -> Grouped:
    """Every change of the plan, in the place where people look for it."""
    fresh = tuple(owner for owner in plan.owners if owner.new and not is_shared(owner.owner))
    others = [owner for owner in plan.owners if owner not in fresh]
    entries: dict[tuple[str, bool, str], list[tuple[str, Change, PropertyChange | None]]] = {}
    for owner in others:
        for change in owner.changes:
            for key, one in _entries(change):
                entries.setdefault(key, []).append((owner.owner, change, one))
    common = {key for key, occurrences in entries.items() if len({owner for owner, _, _ in occurrences}) >= SHARED_FROM}
    shared = [_shared(plan, key, entries[key]) for key in common]
    rest = []
    for owner in others:
        parts = tuple(part for change in owner.changes if (part := _part(change, common)) is not None)
        if parts:
            rest.append(_single(plan, owner.owner, parts))
    losses = tuple(change for change in plan.changes if loses_data(change))
    shared.sort(key=lambda one: (not one.loses_data, one.action, -one.resources, one.what))
    return Grouped(tuple(shared), fresh, tuple(rest), losses)


def _entries(change: Change) -> Iterator[tuple[tuple[str, bool, str], PropertyChange | None]]:
    """The parts of a change, under a key that equal ones of other Event Types have too."""
    action, lost = action_of(change), loses_data(change)
    if isinstance(change, Update | Replace):
        for one in change.properties:
            path = "".join(
                "[…]" if str(step).startswith("[") or isinstance(step, int) else f".{step}" for step in one.path
            )
            yield (action, lost, f"{path[1:]}{' (value of another resource)' if one.via else ''}"), one
    else:
        yield (action, lost, f"{kind_of_role(subject(change).role)} ({short_type(subject(change).type)})"), None


def _part(change: Change, common: set[tuple[str, bool, str]]) -> Part | None:
    remaining = [one for key, one in _entries(change) if key not in common]
    if not remaining:
        return None
    return Part(change, tuple(one for one in remaining if one is not None))


def _single(plan: Plan, owner: str, parts: tuple[Part, ...]) -> SingleChange:
    """Updates that at least COMMON_FROM resources have are taken out of their parts."""
    having: dict[str, list[tuple[str, PropertyChange]]] = {}
    for part in parts:
        if isinstance(part.change, Update):
            for one in part.properties:
                if not one.via:
                    key = f"{dotted(one.path)} {change_text(one)}"
                    having.setdefault(key, []).append((subject(part.change).id, one))
    often = [occurrences for occurrences in having.values() if len(occurrences) >= COMMON_FROM]
    taken = {(name, one.path) for occurrences in often for name, one in occurrences}
    common = tuple(
        Common(
            occurrences[0][1],
            tuple(name for name, _ in occurrences),
            plan.causes.get((occurrences[0][0], occurrences[0][1].path), ()),
        )
        for occurrences in often
    )
    remaining = []
    for part in parts:
        properties = tuple(one for one in part.properties if (subject(part.change).id, one.path) not in taken)
        if properties or not part.properties:
            remaining.append(Part(part.change, properties))
    return SingleChange(owner, tuple(part.change for part in parts), common, tuple(remaining))


def _shared(
    plan: Plan, key: tuple[str, bool, str], occurrences: list[tuple[str, Change, PropertyChange | None]]
) -> Shared:
    action, lost, what = key
    values: Counter[tuple[str, ...]] = Counter()
    causes: Counter[tuple[str, ...]] = Counter()
    by_name: dict[tuple[str, ...], Cause] = {}
    for owner, change, one in occurrences:
        if one is not None:
            values[tuple(type(word)(_anonymous(word, owner)) for word in change_parts(one))] += 1
        for cause in plan.causes.get((subject(change).id, one.path if one else ()), ()):
            label = (dotted(cause.path[:1] if cause.path[0] == "fields" else cause.path), cause.reason.text)
            place = cause.reason.file if cause.reason.file.startswith("stacks/") else ""
            name = (*label, place, str(cause.reason.line) if place else "")
            causes[name] += 1
            by_name.setdefault(name, cause)
    return Shared(
        action=action,
        what=what,
        loses_data=lost,
        resources=len(occurrences),
        owners=tuple(sorted({owner for owner, _, _ in occurrences})),
        roles=tuple(sorted({kind_of_role(subject(change).role) for _, change, _ in occurrences})),
        values=tuple(sorted(values.items(), key=lambda pair: (-pair[1], "".join(pair[0])))),
        causes=tuple((by_name[name], count) for name, count in sorted(causes.items(), key=lambda x: (-x[1], x[0]))),
    )


def _anonymous(text: str, owner: str) -> str:
    """The text with <name> where the Event Type's own name stands, so that equal changes look equal."""
    for spelled in (
        owner,
        cloud_names.label(owner),
        "-".join(name_limits.split_camel_case(owner)),
        "_".join(name_limits.split_camel_case(owner)),
    ):
        text = text.replace(spelled, "<name>")
    return text
