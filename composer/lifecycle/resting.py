"""The gate of what is disabled before it is deleted, so that whoever misses it finds out in time: service accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph.unprotected import is_unprotected
from composer.kinds import KINDS
from composer.lifecycle.gates import Gate
from composer.lifecycle.questions import Question
from composer.lifecycle.removal import rests_until
from composer.units import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from composer.graph import Resource

_DISABLES = "`composer up`, which disables it"


def rested(resources: Sequence[Resource], since: Mapping[str, str], now: datetime) -> Gate:
    """Open once all of these that have to rest did so. `since`: from when each is as it is (ISO), by id."""
    resting = [one for one in resources if KINDS[one.type].rests]
    if not resting:
        return Gate(Question.RESTED, True, "0", "nothing is there that has to rest")
    awake = [one.name for one in resting if not is_unprotected(one)]
    if awake:
        return _shut("enabled", f"{', '.join(awake)} can still be used", _DISABLES)
    ends = {one.id: rests_until(one, since.get(one.id, "")) for one in resting}
    unknown = [one.name for one in resting if ends[one.id] is None]
    if unknown:
        return _shut("not known", f"nobody knows since when {', '.join(unknown)} is disabled", _DISABLES)
    last = max(end for end in ends.values() if end)
    needed = max(KINDS[one.type].rests for one in resting)
    left = max(0, round((last - now).total_seconds()))
    number = f"{(needed - left) // HOUR} of {needed // HOUR} hours"
    if left:
        text = f"disabled, it rests until {last.isoformat(timespec='seconds')}, and can be enabled again"
        return _shut(number, text, "time")
    return Gate(Question.RESTED, True, number, "disabled, and enabled again by nobody")


def _shut(number: str, text: str, opener: str) -> Gate:
    return Gate(Question.RESTED, False, number, text, opener=opener)
