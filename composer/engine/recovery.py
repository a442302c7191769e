"""What a killed run left behind in the cloud: creations of which nobody knows whether they happened.

An object that was made but not recorded is looked up live. If the graph still wants it, the next update adopts it (an
import, then whatever differs); if not, it is written into the state, so that the same update deletes it. Records are
cleared only when the update is through: killed again, everything starts over from the same knowledge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from composer.engine.stack_state import EMPTY, snake
from composer.graph import Reference, build_graph, dependencies
from composer.kinds import KINDS
from composer.kinds.refusal_reasons import reason_of
from composer.kinds.unknown_values import camel
from composer.live.live_resources import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.engine.event_log import EventLog
    from composer.engine.job import Job
    from composer.engine.stack_state import Pending, State
    from composer.graph import Resource
    from composer.live.live_resources import LiveResource, LiveResources

_MAY_EXIST = ("exists", "lost", "conflict", "name-taken")
"""Reasons of failed creations that do not mean that the object is not there."""
_Seen = dict[str, tuple[str, "Mapping[str, Any]"]]
"""What was just found live: resource id → live id and inputs."""
_OWNERSHIP = ("managed-by", "event-type", "environment")


@dataclass(frozen=True, slots=True)
class Repair:
    """What to do about open ends: ids to adopt by resource, ids to write into the state, entries to drop from it."""

    adopt: Mapping[str, str] = field(default_factory=dict)
    insert: Mapping[str, str] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()
    clear: bool = False
    messages: tuple[str, ...] = ()


def plan_repair(job: Job, state: State, live: LiveResources, *, interrupted: bool) -> Repair:
    """Look at every operation that was begun and not recorded as done.

    Where a run was `interrupted`, everything else that is wanted and not recorded is looked at, too: when the provider
    dies before the engine does, the engine takes what was made for not made.
    """
    adopt: dict[str, str] = {}
    insert: dict[str, str] = {}
    drop: set[str] = set()
    messages: list[str] = []
    desired_ids = {resource.id for resource in job.graph.resources} if job.action == "up" else set()
    for pending in state.pending:
        if pending.resource in desired_ids and pending.type in KINDS and KINDS[pending.type].idempotent_create:
            continue  # it is simply made again
        existing = _made(job, pending, state, live)
        if existing is None:
            continue
        entry = state.resources.get(pending.resource)
        if entry is not None and entry.replacing:
            drop.add(pending.resource)
        if pending.resource in desired_ids:
            adopt[pending.resource] = existing.id
            messages.append(f"{pending.resource} was made by a run that was interrupted; it is adopted")
        elif entry is None:
            insert[pending.resource] = existing.id
            messages.append(
                f"{pending.resource} was made by a run that was interrupted and is not wanted; it is deleted"
            )
    if interrupted and job.action == "up":
        recorded = {entry.id for entry in state.resources.values()}
        unknown = [one for one in job.graph.resources if one.id not in state.resources and one.id not in adopt]
        seen: _Seen = {}
        for resource in unknown:
            values = _values(job, resource, state, seen)
            if resource.id in job.adopted:  # it was there before, and is taken over in any run
                seen[resource.id] = job.adopted[resource.id], values
                continue
            existing = _unrecorded(resource, values, live, recorded)
            if existing is not None:
                adopt[resource.id] = existing.id
                seen[resource.id] = existing.id, values
                messages.append(f"{resource.id} was made by a run that was interrupted; it is adopted")
    return Repair(adopt, insert, frozenset(drop), bool(state.pending), tuple(messages))


def is_live_unrecorded(job: Job, state: State, live: LiveResources, resource: Resource) -> bool:
    """True if a resource that no state records is there, ours, and can be deleted."""
    kind = KINDS.get(resource.type)
    if kind is None or kind.permanent:
        return False
    recorded = {entry.id for entry in state.resources.values()}
    return _live_and_ours(resource, _values(job, resource, state, {}), live, recorded) is not None


def without_absent(job: Job, state: State, live: LiveResources) -> Job:
    """The job without what its definition has no more and that is not there either: what `cleanup` removed, perhaps in
    a run that ended before it was recorded, is not made again."""
    unrecorded = [one for one in job.graph.resources if one.id in job.left and one.id not in state.resources]
    if not unrecorded:
        return job
    recorded = {entry.id for entry in state.resources.values()}
    absent = {one.id for one in unrecorded if _live_and_ours(one, _values(job, one, state, {}), live, recorded) is None}
    needed = {name for one in job.graph.resources if one.id not in absent for name in dependencies(one)}
    resources = [one for one in job.graph.resources if one.id not in absent - needed]
    return replace(job, graph=build_graph(job.graph.owner, resources))


def is_anything_live(job: Job, live: LiveResources) -> bool:
    """True if anything of a graph that can be deleted is there: if not, a stack without a state needs nothing."""
    adopted = plan_repair(job, EMPTY, live, interrupted=True).adopt
    return any(one.id in adopted and not KINDS[one.type].permanent for one in job.graph.resources)


def _values(job: Job, resource: Resource, state: State, seen: _Seen) -> dict[str, Any]:
    given = {"project": job.cell.project, "region": job.cell.region}
    return given | {name: _resolved(value, job, state, seen) for name, value in resource.inputs.items()}


def _unrecorded(
    resource: Resource, values: Mapping[str, Any], live: LiveResources, recorded: set[str]
) -> LiveResource | None:
    """The live object that a resource is about, if it is not simply made again and nothing says that it is somebody
    else's."""
    kind = KINDS.get(resource.type)
    return None if kind is None or kind.idempotent_create else _live_and_ours(resource, values, live, recorded)


def _live_and_ours(
    resource: Resource, values: Mapping[str, Any], live: LiveResources, recorded: set[str]
) -> LiveResource | None:
    existing = live.find(resource.type, values, recorded)
    return (
        existing
        if existing is not None and (not _ownership(values) or _ours(resource.type, values, existing))
        else None
    )


def _resolved(value: Any, job: Job, state: State, seen: _Seen) -> Any:
    """The value with its references filled in as far as what they refer to is recorded, or was just found live."""
    if isinstance(value, list):
        return [_resolved(inner, job, state, seen) for inner in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        entry, output = state.resources.get(value["$ref"]), value["output"]
        if entry is None and value["$ref"] in seen:
            object_id, inputs = seen[value["$ref"]]
            return object_id if output == "id" else inputs.get(output, value)
        if entry is None:
            return job.platform.get(Reference(value["$ref"], output), value)
        return entry.id if output == "id" else entry.outputs.get(camel(output), value)
    if "$join" in value:
        parts = [_resolved(part, job, state, seen) for part in value["$join"]]
        return "".join(parts) if all(isinstance(part, str) for part in parts) else value
    if "$json" in value:
        return json.dumps(_resolved(value["$json"], job, state, seen))
    return {name: _resolved(inner, job, state, seen) for name, inner in value.items()}


def _made(job: Job, pending: Pending, state: State, live: LiveResources) -> LiveResource | None:
    """The object that a pending creation made, if it did and if nobody recorded it."""
    if pending.operation != "creating" or pending.type not in KINDS:
        return None
    entry = state.resources.get(pending.resource)
    if entry is not None and not entry.replacing and entry.inputs == pending.inputs:
        return None
    recorded = {other.id for other in state.resources.values() if not other.replacing}
    return live.find(pending.type, values_of(job, pending.inputs), recorded)


def values_of(job: Job, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs from the wire as kinds spell them, with what the provider adds."""
    given = {snake(name): value for name, value in inputs.items() if not name.startswith("__")}
    return {"project": job.cell.project, "region": job.cell.region} | given


def adoptable(job: Job, listener: EventLog, live: LiveResources, *, interrupted: bool = False) -> dict[str, str]:
    """Resources whose creation failed in this very run although they exist and are ours: their answer was lost.

    After an `interrupted` run, what says nothing about its owner is ours as well.
    """
    adopted: dict[str, str] = {}
    for resource in sorted(listener.failed_creates):
        reason = reason_of("\n".join(listener.texts.get(resource, ())))
        if reason is None or reason.name not in _MAY_EXIST:
            continue
        lost = reason.name == "lost"
        token, inputs = listener.creating[resource]
        if token not in KINDS or KINDS[token].idempotent_create:
            continue
        values = values_of(job, inputs)
        there = live.find(token, values)
        unsigned = interrupted and not _ownership(values)
        if there is not None and (lost or unsigned or _ours(token, values, there)):
            adopted[resource] = there.id
    return adopted


def _ours(token: str, values: Mapping[str, Any], existing: LiveResource) -> bool:
    """True if what stands in the way is what we wanted to make: our labels, or a thing that Google never deletes."""
    kind = KINDS[token]
    if kind.permanent:
        return True
    expected = _ownership(values)
    return "managed-by" in expected and all(existing.labels.get(name) == value for name, value in expected.items())


def _ownership(values: Mapping[str, Any]) -> dict[str, str]:
    """The labels of an object of ours that say whose it is; empty for kinds without such labels."""
    labels = labels_of(values, "labels", "user_labels")
    return {name: labels[name] for name in _OWNERSHIP if name in labels}
