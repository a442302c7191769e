"""What a removal needs an approval of its own for. No setting turns one of these off; two have bounded numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.hazards import Hazard
from composer.kinds import KINDS
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.model import Importance
from composer.printing.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.graph import Resource
    from composer.model import EventType
    from composer.model.endings import Endings


@dataclass(frozen=True, slots=True)
class RunBrake:
    """A run as a whole removes too much: `message` by which number. Only a person at a terminal can allow it."""

    message: str


def of_run(removed: Mapping[str, Sequence[Resource]], held: int, endings: Endings) -> Iterator[RunBrake]:
    """The brakes of a run that removes these resources by Event Type; `held`: what all Event Types have of such kinds,
    those that are removed included."""
    count = sum(map(len, removed.values()))
    if count > endings.most_removed:
        yield RunBrake(f"{counted(count, 'resource')} at once, where policy lets {endings.most_removed} pass")
    if count * 100 > held * endings.most_removed_percent and len(removed) > 1:
        limit = str(endings.most_removed_percent)
        yield RunBrake(f"{count} of {held} resources that hold something, where policy lets {limit} pass")


def of_event_type(event: EventType, resources: Sequence[Resource]) -> Iterator[Hazard]:
    """The brakes of one Event Type: each is allowed by the type's name, typed, or by a waiver of ET817."""
    reasons = [
        *(["it is of high importance"] if event.importance is Importance.HIGH else []),
        *(["money is counted or paid from it"] if event.finance_bearing else []),
    ]
    for one in resources:
        kind = KINDS[one.type]
        own = [f"{kind.name} {one.name} {'is a key' if kind is CRYPTO_KEY else 'holds data'}"] if kind.holds else []
        for reason in (*own, *reasons):
            yield Hazard("ET817", event.name, one.role, f"is removed for good: {reason}; {kind.loss}")
