"""What is left of one person once their key is destroyed: copy by copy, and until when.

A person is gone from a copy when nothing readable in it identifies them. Readable is whatever is not encrypted with
their own key: the Event Type's key stays, since it opens what belongs to everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from composer.privacy.copy import oldest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from composer.privacy.copy import Copy
    from composer.privacy.exposure import Exposure, FieldExposure

State = Literal["identified", "unattributed", "unreadable"]


@dataclass(frozen=True, slots=True)
class CopyLeft:
    """One copy that keeps events. `identifying`: readable values that say whose an event is; `others`: further readable
    fields about people; `sealed`: what becomes unreadable at once."""

    copy: Copy
    identifying: tuple[FieldExposure, ...]
    others: tuple[FieldExposure, ...]
    sealed: tuple[FieldExposure, ...]

    @property
    def state(self) -> State:
        """The state here: the person is still named, something about them is readable, or neither."""
        if self.identifying:
            return "identified"
        return "unattributed" if self.others else "unreadable"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One Event Type. Times are seconds after the person's last event, 0 for at once, None for ever."""

    event_type: str
    owner: str
    storage: str
    copies: tuple[CopyLeft, ...]

    @property
    def identified(self) -> int | None:
        """Seconds until no copy identifies the person."""
        return oldest(one.copy for one in self.copies if one.identifying)

    @property
    def readable(self) -> int | None:
        """Seconds until no copy holds anything readable about the person, whether it identifies them or not."""
        return oldest(one.copy for one in self.copies if one.identifying or one.others)

    @property
    def sealed(self) -> bool:
        """True if the person's key protects anything here, so that destroying it changes something."""
        return any(one.sealed for one in self.copies)

    @property
    def binding(self) -> CopyLeft | None:
        """The copy that identifies the person longest; None if none does."""
        identifying = [one for one in self.copies if one.identifying]
        return max(identifying, key=lambda one: later(one.copy.oldest), default=None)


def erasure(
    exposure: Exposure, identifying: Collection[str], asked: Callable[[FieldExposure], bool] = lambda _: True
) -> Erasure:
    """All that is left of a person in one Event Type. `identifying`: semantic types that say whose an event is."""
    fields = [one for one in exposure.fields.values() if asked(one) and (one.personal or one.semantic in identifying)]
    copies = [copy for copy in exposure.copies if copy.oldest != 0] if fields else []
    return Erasure(
        exposure.event_type,
        exposure.owner,
        exposure.storage,
        tuple(_remainder(one, fields, identifying) for one in copies),
    )


def _remainder(copy: Copy, fields: Iterable[FieldExposure], identifying: Collection[str]) -> CopyLeft:
    sealed = tuple(one for one in fields if one.encryption == "user" and not copy.clear)
    readable = [one for one in fields if one not in sealed]
    return CopyLeft(
        copy,
        tuple(one for one in readable if one.semantic in identifying),
        tuple(one for one in readable if one.semantic not in identifying),
        sealed,
    )


def readable_for(field: FieldExposure, exposure: Exposure) -> int | None:
    """Seconds for which a field is in some copy without being encrypted with the key of the person; None: for ever."""
    return oldest(copy for copy in exposure.copies if copy.clear or field.encryption != "user")


def binding(erasures: Sequence[Erasure]) -> Erasure | None:
    """The Event Type that identifies a person longest; None if none does."""
    return max((one for one in erasures if one.identified != 0), key=lambda one: later(one.identified), default=None)


def later(seconds: int | None) -> float:
    """For comparisons: for ever is later than anything."""
    return float("inf") if seconds is None else seconds
