"""In which direction a value that the organisation writes protects people or events less: declared beside each field.

Every field of these files says one of four things: a change of it weakens (`Weakens`), what is in it says that itself
(`Within`), it is what a row is told by (`Key`), or no change of it weakens anything, and why (`Never`). A test fails
for a field that says nothing, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic.fields import FieldInfo


class ChangeKind(StrEnum):
    """What happens to a value that then protects less."""

    REMOVED = "removed"
    """A list or table has something no more."""
    ADDED = "added"
    """A list has something more."""
    LONGER = "longer"
    """A time is longer; none at all is for ever."""
    SHORTER = "shorter"
    """A time is shorter."""
    MORE = "more"
    """A number is greater."""
    BECOMES = "becomes"
    """It becomes `to`."""
    SET = "set"
    """It names something, or something else."""
    LOWER = "lower"
    """It comes earlier in `order`, whose entries each name what protects as much."""
    LOWER_TIER = "lower tier"
    """It is a lower access tier."""
    REORDERED = "reordered"
    """Something in a list, lowest first, is lower than what it was above."""


class Still(StrEnum):
    """Where something may count that was taken out here: it is not lost then."""

    NAME = "anywhere in a name"
    ALONE = "as the whole name"
    AFTER_PEOPLE = "after a word for people"
    SYMBOL = "as a symbol"
    PHRASE = "as a phrase"
    MEANING = "as a meaning that is as protected"


@dataclass(frozen=True, slots=True)
class Weakens:
    """A change that protects less. `message` say what comes of it, with `{items}`, `{was}` and `{now}` for what
    changed, and `removed_message` where nothing is left; `still`: where what was taken out may count as it did."""

    how: ChangeKind
    message: str
    to: Any = None
    order: tuple[tuple[str, ...], ...] = ()
    removed_message: str = ""
    code: str = "ET815"
    still: Still | None = None

    def lost(
        self, was: Any, now: Any, rank_before: Callable[[str], int], rank: Callable[[str], int]
    ) -> tuple[str, ...]:
        """Items that protect less now; the value itself where it is no list; nothing if it protects as much."""
        match self.how:
            case ChangeKind.REMOVED:
                remaining = now or ()
                if isinstance(was, dict) and isinstance(remaining, dict):
                    return tuple(one for one in was if remaining.get(one) != was[one])
                return tuple(one for one in was if one not in remaining)
            case ChangeKind.ADDED:
                return tuple(one for one in now or () if one not in was)
            case ChangeKind.REORDERED:
                return _sunk([*was], [*now])
        return (str(now),) if self._weaker(was, now, rank_before, rank) else ()

    def _weaker(self, was: Any, now: Any, rank_before: Callable[[str], int], rank: Callable[[str], int]) -> bool:
        match self.how:
            case ChangeKind.LONGER:
                return was is not None and (now is None or _seconds(now) > _seconds(was))
            case ChangeKind.SHORTER:
                return None not in (was, now) and _seconds(now) < _seconds(was)
            case ChangeKind.MORE:
                return None not in (was, now) and int(now) > int(was)
            case ChangeKind.BECOMES:
                return bool(was != now and now == self.to)
            case ChangeKind.SET:
                return now is not None and now != was
            case ChangeKind.LOWER:
                return self._place(now) < self._place(was)
            case _:
                return was != now and rank(now) < rank_before(was)

    def _place(self, value: Any) -> int:
        return next((place for place, same in enumerate(self.order) if value in same), 0)


@dataclass(frozen=True, slots=True)
class Within:
    """What is inside says it for itself."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a row is told by: another one is another row."""


@dataclass(frozen=True, slots=True)
class Never:
    """No change of it protects less: `why`."""

    why: str


Direction = Weakens | Within | Key | Never
TEXTS = Never("words for people who read the file")
NOTIFIED = Never("says who is told of what, and opens nothing")


def direction(field: FieldInfo) -> Direction | None:
    """A field's direction; None: it declares none, or more than one."""
    declared = [one for one in field.metadata if isinstance(one, Direction)]
    return declared[0] if len(declared) == 1 else None


def _seconds(value: Any) -> int:
    return int(getattr(value, "seconds", value))


def _sunk(was: list[str], now: list[str]) -> tuple[str, ...]:
    """The items below something that they lay above, or that became the lowest, which counts as open."""
    both = [one for one in was if one in now]
    return tuple(
        one
        for one in both
        if (was.index(one) > 0 and now.index(one) == 0)
        or any(was.index(other) < was.index(one) and now.index(other) > now.index(one) for other in both)
    )
