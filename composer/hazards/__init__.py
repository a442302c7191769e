"""Hazards: judgements over changes. A definition can be fine and the way to it harmful, so changes are judged, too.

One judgement a module, found by name: `judge(change) -> Iterator[Hazard]`. A hazard is worded by its effect and needs
a waiver; a remark (`weakens` is false) says what a change for the better does not reach.

Not here: changes of policy files (`base`), and how hazards are printed (`reports`).
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from composer.graph import is_shared, layer
from composer.graph.graph_changes import Replace, diff
from composer.policy.waivers import valid
from composer.privacy.copies import registration
from composer.privacy.exposure import exposure
from composer.rules import Severity, rule
from composer.schema.field_identity import former_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from composer.graph import ResourceGraph
    from composer.graph.graph_changes import Change
    from composer.model.waiver import Waiver
    from composer.privacy.exposure import Exposure, FieldExposure
    from composer.rules import Rule


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a change would do to one place of one Event Type. `path` is named as `explain` names it: `fields.email`.

    `semantic` is what the field meant before, and `waiver` allows the hazard, if there is one.
    """

    code: str
    event_type: str
    path: str
    message: str
    semantic: str = ""
    waiver: Waiver | None = None

    @property
    def rule(self) -> Rule:
        """The row of the rule that it breaks."""
        return rule(self.code)

    @property
    def weakens(self) -> bool:
        """True for a hazard, False for a remark."""
        return self.rule.severity is Severity.ERROR

    @property
    def open(self) -> bool:
        """True if somebody has to allow it first."""
        return self.weakens and self.waiver is None


@dataclass(frozen=True, slots=True)
class Judged:
    """The change of one Event Type that was there before: the changes of its graph, and its exposures. `renamed`: what
    fields of now were called before, by an alias or in other capitals."""

    event_type: str
    changes: tuple[Change, ...]
    was: Exposure
    will: Exposure
    tiers: Sequence[str]
    tiers_before: Sequence[str]
    renamed: Mapping[str, str]

    def fields(self) -> Iterator[tuple[FieldExposure, FieldExposure]]:
        """Fields that were there and will be: what is new weakens nothing, what is gone is judged as what it was."""
        for path, will in self.will.fields.items():
            was = self._before(path)
            if was is not None:
                yield was, will

    def _before(self, path: str) -> FieldExposure | None:
        return self.was.fields.get(path) or self.was.fields.get(self.renamed.get(path, ""))

    def rank(self, tier: str) -> int:
        """The rank of a tier's protection; an unknown one counts as the highest."""
        return _rank(tier, self.tiers)

    def rank_before(self, tier: str) -> int:
        """The rank of a tier's protection before this change."""
        return _rank(tier, self.tiers_before)

    def hazard(self, code: str, path: str, message: str) -> Hazard:
        """A hazard of this Event Type."""
        field = self._before(path.removeprefix("fields."))
        return Hazard(code, self.event_type, path, message, field.semantic if field else "")


class Judgement(Protocol):
    """One kind of hazard."""

    def judge(self, change: Judged) -> Iterator[Hazard]:
        """The hazards of this change."""
        ...


@cache
def judgements() -> tuple[Judgement, ...]:
    """Every module of this package, in order of name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules: list[Judgement] = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(modules)


def judge(
    before: Mapping[str, ResourceGraph],
    after: Mapping[str, ResourceGraph],
    tiers: Sequence[str],
    waivers: Iterable[Waiver],
    day: date,
    tiers_before: Sequence[str] | None = None,
) -> tuple[Hazard, ...]:
    """All hazards between two fleets, by Event Type and path, those of what a cell shares included. What is new or has
    no definition any more has none.

    `tiers`: lowest first; `tiers_before`: as they were, where that is known.
    """
    from composer.hazards import data_loss, readers  # noqa: PLC0415  judgements import this module

    was = tiers if tiers_before is None else tiers_before
    replaced: set[str] = set()
    hazards: list[Hazard] = []
    moved = {(one.type, one.name): owner for owner in filter(is_shared, after) for one in after[owner].resources}
    allowed = valid(waivers, day)
    for name in sorted(before.keys() & after.keys(), key=lambda name: (layer(name), name)):
        if is_shared(name):
            shared = diff(before[name], after[name])
            replaced |= {one.after.id for one in shared if isinstance(one, Replace)}
            hazards += data_loss.shared(name, shared, moved)
            hazards += readers.shared(name, before[name], after[name]) if shared else ()
            continue
        changes = diff(before[name], after[name], replaced=replaced)
        if not changes:
            continue
        old, new = exposure(before[name], was), exposure(after[name], tiers)
        pair = Judged(name, changes, old, new, tiers, was, _renamed(after[name], old, new))
        every = {hazard for judgement in judgements() for hazard in judgement.judge(pair)}
        hazards += sorted(every, key=lambda one: (one.path, not one.weakens, one.code, one.message))
    return waived(hazards, allowed)


def waived(hazards: Iterable[Hazard], waivers: Iterable[Waiver]) -> tuple[Hazard, ...]:
    """The same hazards, each with the waiver that allows it, if there is one."""
    return tuple(replace(one, waiver=_waiver(one, waivers)) if one.weakens else one for one in hazards)


def _renamed(graph: ResourceGraph, was: Exposure, will: Exposure) -> Mapping[str, str]:
    """Names of before by those of new fields: what was written under the old name is found under the new one."""
    schema = registration(graph).get("schema")
    return former_paths(will.fields, schema, was.fields) if schema else {}


def _rank(tier: str, tiers: Sequence[str]) -> int:
    return tiers.index(tier) if tier in tiers else len(tiers)


def _waiver(hazard: Hazard, waivers: Iterable[Waiver]) -> Waiver | None:
    return next(
        (one for one in waivers if one.covers(hazard.rule, hazard.event_type, hazard.path, hazard.semantic)), None
    )


def longer(was: int | None, will: int | None) -> bool:
    """True if a time grew; None is for ever."""
    return was is not None and (will is None or will > was)


def some(names: Iterable[str], shown: int = 3) -> str:
    """The first of some names, and how many more."""
    ordered = sorted(names)
    rest = len(ordered) - shown
    return ", ".join(ordered[:shown]) + (f" and {rest} more" if rest > 0 else "")
