"""More people can read a field that not everybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.hazards import Hazard, some
from composer.hazards.masking_weakened import SEEN
from composer.kinds.powers import Power
from composer.privacy.grants import over_everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.graph import ResourceGraph
    from composer.hazards import Judged
    from composer.privacy.exposure import FieldExposure


def judge(change: Judged) -> Iterator[Hazard]:
    """Fields that are personal or above the lowest tier, with readers that they did not have in any way before."""
    for was, will in change.fields():
        if not (was.personal or will.personal or change.rank_before(was.tier) > 0):
            continue
        more = _readable(will) - _readable(was)
        if more:
            how = "decrypted" if will.encryption else "read"
            yield change.hazard("ET803", f"fields.{will.path}", f"can be {how} by {len(more)} more: {some(more)}")
        masked = will.masked - was.masked - _readable(was)
        if masked and will.masking in REVEALING:
            message = f"is seen as {REVEALING[will.masking]} by {len(masked)} more: {some(masked)}"
            yield change.hazard("ET803", f"fields.{will.path}", message)
    more_handlers = change.will.handlers - change.was.handlers
    if more_handlers and change.was.handlers:
        message = f"events can be read before they are encrypted by {len(more_handlers)} more: {some(more_handlers)}"
        yield change.hazard("ET803", "access", message)
    more_governors = change.will.governors - change.was.governors
    if more_governors and change.was.governors:
        message = f"{len(more_governors)} more may let themselves and others in: {some(more_governors)}"
        yield change.hazard("ET803", "access", message)


def shared(owner: str, before: ResourceGraph, after: ResourceGraph) -> Iterator[Hazard]:
    """Whoever the platform of a cell newly lets at all that lies there: once for the cell, not for each Event Type."""
    more = over_everything(after) - over_everything(before) if before.resources else frozenset()
    if more:
        who = {principal for principal, _ in more}
        powers = ", ".join(MAY[power] for power in MAY if power in {power for _, power in more})
        message = f"{powers}, of every Event Type of the cell: {len(who)} more may: {some(who)}"
        yield Hazard("ET803", owner, "access", message)


MAY = {
    Power.MESSAGES: "read events on their way",
    Power.FILES: "read files",
    Power.ROWS: "read tables",
    Power.DECRYPT: "decrypt",
    Power.ACT: "act as service accounts",
    Power.GOVERN: "let in others",
}
"""What a power is, in words."""
REVEALING = {one: SEEN[one] for one in ("SHA256", "EMAIL_MASK")}
"""What masks leave of a value that still says something about the person."""


def _readable(field: FieldExposure) -> frozenset[str]:
    return field.clear | field.holders
