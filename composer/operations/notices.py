"""Who has to know of the steps that Event Types took: one notice per team, from who is declared and who was seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.model import EventType, Owner


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads an Event Type. `team` is "" where nobody knows whose it is, `needs` where no consumer is
    declared, `principal` and `last_read` (ISO date) where nobody was seen."""

    team: str = ""
    needs: str = ""
    principal: str = ""
    last_read: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one team is told of one Event Type: before, after, and who reads it. `owner`: it is the team's own, which is
    told of all its readers; others are told of themselves. `producers`: programs whose events are rejected, each with
    the last day (ISO)."""

    before: EventType
    after: EventType
    owner: bool
    readers: tuple[Reader, ...]
    producers: Mapping[str, str] = field(default_factory=dict)


def register(event: EventType, owners: Mapping[str, Owner], seen: Mapping[str, str]) -> tuple[Reader, ...]:
    """Everybody who reads it: who is declared, and with that who was seen; then who was seen and nobody declared."""
    team_of = {owner.group.partition(":")[2]: name for name, owner in owners.items() if owner.group}
    by_team = {team_of[principal]: principal for principal in sorted(seen) if principal in team_of}
    declared = {consumer.team for consumer in event.consumers}
    named = [
        Reader(one.team, one.needs, by_team.get(one.team, ""), seen.get(by_team.get(one.team, ""), ""))
        for one in event.consumers
    ]
    others = [
        Reader(team_of.get(principal, ""), "", principal, day)
        for principal, day in sorted(seen.items())
        if team_of.get(principal) not in declared
    ]
    return (*named, *others)


def notices(
    before: Mapping[str, EventType],
    now: Mapping[str, EventType],
    owners: Mapping[str, Owner],
    seen: Mapping[str, Mapping[str, str]],
    producers: Mapping[str, Mapping[str, str]],
) -> dict[str, tuple[Notice, ...]]:
    """By team, in order: what it is told of every Event Type whose life moved on between the two."""
    notices_by_team: dict[str, list[Notice]] = {}
    for name in sorted(before.keys() & now.keys()):
        if before[name].lifecycle != now[name].lifecycle:
            for team, notice in _of_one(before[name], now[name], owners, seen.get(name, {}), producers.get(name, {})):
                notices_by_team.setdefault(team, []).append(notice)
    return {team: tuple(notices_by_team[team]) for team in sorted(notices_by_team)}


def _of_one(
    before: EventType,
    after: EventType,
    owners: Mapping[str, Owner],
    seen: Mapping[str, str],
    producers: Mapping[str, str],
) -> Iterator[tuple[str, Notice]]:
    """Its owner, and every team that reads it or read it until this change; whom nobody knows its owner has to tell."""
    readers = register(after, owners, seen)
    there = {one.team for one in readers}
    left = [Reader(one.team, one.needs) for one in before.consumers if one.team not in there]
    yield after.owner.name, Notice(before, after, owner=True, readers=readers, producers=producers)
    for one in (*readers, *left):
        if one.team and one.team != after.owner.name:
            yield one.team, Notice(before, after, owner=False, readers=(one,))
