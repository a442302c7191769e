"""What holds events is deleted or replaced, or keeps them shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.changes import Delete, Replace, loses_data
from composer.hazards import days, longer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.hazards import Hazard, Judged

CODES = {
    "ET806": "Nothing that holds events or cannot be made again is deleted or replaced, but by its lifecycle.",
    "ET807": "Events that were to be kept are not deleted earlier.",
}


def judge(change: Judged) -> Iterator[Hazard]:
    """Losses. What goes because the Event Type moved on in its lifecycle is that step's business, with its gates."""
    retired = change.was.state != change.will.state
    for one in change.changes:
        if isinstance(one, Delete | Replace) and loses_data(one) and not (retired and isinstance(one, Delete)):
            yield change.hazard("ET806", one.before.role, f"{one.before.name} {_effect(one)}")
    now = {copy.resource: copy for copy in change.will.copies}
    for copy in change.was.copies:
        will = now.get(copy.resource)
        if will is not None and longer(will.kept, copy.kept):
            words = f"keeps events for {days(will.kept)} instead of {days(copy.kept)}: older ones are deleted at once"
            yield change.hazard("ET807", copy.resource.partition("/")[2], words)


def _effect(change: Delete | Replace) -> str:
    """What becomes of what the resource holds. An abandoned one stays in the cloud, with its grants gone."""
    if isinstance(change, Replace):
        return "is replaced, by an empty one: what it holds is lost"
    if change.before.inputs.get("deletion_policy") == "ABANDON":
        return "is left behind: nobody may use it any more, and what it opens stays closed"
    return "is deleted: what it holds is lost"
