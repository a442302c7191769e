"""Exposure as rows: one a field of an Event Type, and what they add up to for a meaning or a principal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.privacy.exposure import OF_USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from composer.privacy.exposure import Exposure, FieldExposure


@dataclass(frozen=True, slots=True)
class Row:
    """One field. `key` decrypts it, if it is encrypted; `oldest`: for how many seconds it exists in clear, `retention`:
    at all; None for ever."""

    event_type: str
    owner: str
    exposed: FieldExposure
    key: str
    oldest: int | None
    retention: int | None

    def readable(self, principal: str) -> str:
        """The way a principal can read it: `clear`, `key`, `masked`, or "" for not at all."""
        if principal in self.exposed.clear:
            return "clear"
        if principal in self.exposed.holders:
            return "key"
        return "masked" if principal in self.exposed.masked else ""

    @property
    def principals(self) -> frozenset[str]:
        """Whoever can read it in whatever way."""
        return self.exposed.clear | self.exposed.masked | self.exposed.holders


@dataclass(slots=True)
class Sum:
    """What some rows add up to."""

    event_types: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """One more row."""
        self.event_types.add(row.event_type)
        self.rows.append(row)

    @property
    def oldest(self) -> int | None:
        """The longest that one of the fields exists in clear; None for ever."""
        every = [row.oldest for row in self.rows]
        return None if None in every else max(one for one in every if one is not None)

    @property
    def encrypted(self) -> int:
        """The number of fields delivered encrypted."""
        return sum(bool(row.exposed.encryption) for row in self.rows)

    @property
    def clear_readers(self) -> frozenset[str]:
        """The readers of at least one of the fields as it is."""
        return frozenset(one for row in self.rows for one in row.exposed.clear)


def rows(exposures: Iterable[Exposure], predicate: Callable[[Row], bool]) -> list[Row]:
    """The wanted rows, by Event Type, in the order of its fields."""
    selected = []
    for one in exposures:
        for exposed in one.fields.values():
            key = {"": "", "type": one.key or f"the key of {one.event_type}", "user": OF_USERS}[exposed.encryption]
            row = Row(one.event_type, one.owner, exposed, key, one.oldest(exposed), one.retention)
            if predicate(row):
                selected.append(row)
    return selected


def by_semantic(selected: Sequence[Row]) -> dict[str, Sum]:
    """Sums by semantic type, in order of key."""
    sums: dict[str, Sum] = defaultdict(Sum)
    for row in selected:
        sums[row.exposed.semantic].add(row)
    return dict(sorted(sums.items()))


def by_principal(selected: Sequence[Row]) -> dict[str, Sum]:
    """Sums by who can read, in order of name."""
    sums: dict[str, Sum] = defaultdict(Sum)
    for row in selected:
        for principal in row.principals:
            sums[principal].add(row)
    return dict(sorted(sums.items()))
