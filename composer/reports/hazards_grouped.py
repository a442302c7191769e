"""Hazards as people take them in: all effects on one field together, equal ones of many fields and Event Types once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from composer.hazards import Hazard


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to some fields (or resources) of some Event Types. `hazards` are those of the first of them."""

    event_types: tuple[str, ...]
    subjects: tuple[str, ...]
    hazards: tuple[Hazard, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """Codes that somebody has to allow first, each once."""
        return tuple(dict.fromkeys(one.code for one in self.hazards if one.open))

    @property
    def message(self) -> str:
        """All effects in one sentence."""
        return "; ".join(one.message for one in self.hazards)

    @property
    def waived_by(self) -> str:
        """The approver, and until when; "" if nobody allowed it."""
        waivers = [one.waiver for one in self.hazards if one.waiver]
        return f"{waivers[0].approver}, until {min(one.expires for one in waivers)}" if waivers else ""


FEW = 3
"""More effects that are worded alike are one, whatever the fields are called: a change of policy reaches a fleet."""


def _as_one(alike: Sequence[Effect]) -> Effect:
    names = dict.fromkeys(sorted(name for one in alike for name in one.event_types))
    subjects = dict.fromkeys(sorted(subject for one in alike for subject in one.subjects))
    return Effect(tuple(names), tuple(subjects), alike[0].hazards)


def effects(hazards: Iterable[Hazard]) -> tuple[Effect, ...]:
    """Effects by Event Type; hazards that are open first."""
    fields: dict[tuple[str, str], list[Hazard]] = defaultdict(list)
    for one in hazards:
        fields[one.event_type, one.path].append(one)
    alike: dict[tuple[str, tuple[tuple[str, str, bool], ...]], list[tuple[str, list[Hazard]]]] = defaultdict(list)
    for (name, path), of_field in fields.items():
        alike[name, tuple((one.code, one.message, one.open) for one in of_field)].append((path, of_field))
    fleets: dict[tuple[tuple[str, ...], tuple[tuple[str, str, bool], ...]], list[tuple[str, list[Hazard]]]]
    fleets = defaultdict(list)
    for (name, what), paths in alike.items():
        subjects = tuple(path.removeprefix("fields.") for path, _ in paths if path)
        fleets[subjects, what].append((name, paths[0][1]))
    same: dict[tuple[tuple[str, str, bool], ...], list[Effect]] = defaultdict(list)
    for (subjects, what), owners in fleets.items():
        same[what].append(Effect(tuple(name for name, _ in owners), subjects, tuple(owners[0][1])))
    merged = [one for few in same.values() for one in (few if len(few) <= FEW else [_as_one(few)])]
    return tuple(sorted(merged, key=lambda one: (not one.open, not any(h.weakens for h in one.hazards))))
