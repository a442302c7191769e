"""What holds events is deleted or replaced, or keeps them shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.graph_changes import Delete, Replace, loses_data
from composer.hazards import Hazard, longer
from composer.kinds import KINDS
from composer.kinds.kind import LOSS
from composer.model import State
from composer.model.lifecycle import is_retained
from composer.printing.day_counts import in_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from composer.graph import Resource
    from composer.graph.graph_changes import Change
    from composer.hazards import Judged


def judge(change: Judged) -> Iterator[Hazard]:
    """Losses. What goes because the new state of the lifecycle has no such thing is that step's business, with its
    gates; what the new state has as well goes for another reason."""
    state = change.will.state
    stepped = change.was.state != state and state in {*State}
    for one in _losses(change.changes):
        if not (stepped and isinstance(one, Delete) and is_retained(one.before.type, State(state))):
            yield change.hazard("ET806", one.before.role, _message(one))
    now = {copy.resource: copy for copy in change.will.copies}
    for copy in change.was.copies:
        will = now.get(copy.resource)
        if will is not None and longer(will.retention, copy.retention):
            kept = f"{in_days(will.retention)} instead of {in_days(copy.retention)}"
            message = f"keeps events for {kept}: older ones are deleted at once"
            yield change.hazard("ET807", copy.resource.partition("/")[2], message)


def shared(owner: str, changes: Iterable[Change], moved: Mapping[tuple[str, str], str]) -> Iterator[Hazard]:
    """Losses in what the Event Types of a cell share: its key ring, database and registry. `moved`: who has what, by
    kind and name, now. What a whole project has moves with the cell that keeps the project, the first one by name."""
    for one in changes:
        if isinstance(one, Delete) and (to := moved.get((one.before.type, one.before.name), owner)) != owner:
            message = (
                f"{one.before.name} would be deleted here and made anew in {to}, which keeps the project now: the "
                "first cell by name does. Give the new cell a name that comes later"
            )
            yield Hazard("ET806", owner, one.before.role, message)
        elif isinstance(one, Delete | Replace) and loses_data(one):
            yield Hazard("ET806", owner, one.before.role, _message(one))


def lost(owner: str, resource: Resource, *, replaced: bool) -> Hazard:
    """The hazard of one resource that would be replaced, or deleted, whoever found out."""
    change = Replace(resource, resource, ()) if replaced else Delete(resource)
    return Hazard("ET806", owner, resource.role, _message(change))


def deleted(owner: str, resource: Resource) -> Hazard:
    """The hazard of one resource that somebody deleted, and that would be made again: nobody else tells of the loss."""
    held = _loss(resource)
    return Hazard(
        "ET806", owner, resource.role, f"{resource.name} is gone: {held}, and an empty one would take its place"
    )


def _losses(changes: Iterable[Change]) -> Iterator[Delete | Replace]:
    return (one for one in changes if isinstance(one, Delete | Replace) and loses_data(one))


def _message(change: Delete | Replace) -> str:
    return f"{change.before.name} {_effect(change)}"


def _effect(change: Delete | Replace) -> str:
    """The fate of what the resource holds. An abandoned one stays in the cloud, with its grants gone."""
    held = _loss(change.before)
    if isinstance(change, Replace):
        return f"is replaced, by an empty one: {held}"
    if change.before.inputs.get("deletion_policy") == "ABANDON":
        return "is left behind: nobody may use it any more, and what it opens stays closed"
    return f"is deleted: {held}"


def _loss(resource: Resource) -> str:
    """The loss that a deletion means; of what an older version applied, no more is known."""
    kind = KINDS.get(resource.type)
    return LOSS if kind is None else kind.loss
