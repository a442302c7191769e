"""What a change may come from, where nobody knows what was written before: a ledger of an older composer.

Every value that a property changes with is possible then.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from composer.graph.properties import ABSENT
from composer.plans import provenance
from composer.plans.causes import Cause, points_of
from composer.plans.settled_values import simple, value_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.graph.properties import Path
    from composer.model import EventType
    from composer.plans.owner_changes import OwnerChanges
    from composer.stages import Settled


def causes(owners: Collection[OwnerChanges], settled: Settled) -> Iterator[tuple[tuple[str, Path], tuple[Cause, ...]]]:
    """Every value that may be behind each change of these owners, all of them the same kind of guess."""
    sources_by_shape: dict[object, provenance.Sources] = {}
    for owner in owners:
        event = settled.event_types.get(owner.owner)
        if event is None:
            continue
        # one analysis is enough for all whose values differ in amount and not in kind
        shape = _shape(event)
        if shape not in sources_by_shape:
            sources_by_shape[shape] = provenance.sources(event, settled.environment, settled.policies)
        possible: dict[tuple[str, Path], tuple[Cause, ...]] = {}
        for role, path in points_of(owner.changes):
            candidates = behind(sources_by_shape[shape], role, path, event, settled)
            if candidates:
                possible[f"{owner.owner}/{role}", path] = candidates
        yield from fewest(possible).items()


def _shape(value: Any) -> object:
    """The shape of a value: what it has and has not, each choice, and whether amounts and texts are there at all."""
    if is_dataclass(value) and not isinstance(value, type):
        compared = (field.name for field in fields(value) if field.compare and field.name != "schema")
        return type(value).__name__, tuple(_shape(getattr(value, name)) for name in compared)
    if isinstance(value, bool | Enum):
        return value
    if isinstance(value, dict):
        return tuple((key, _shape(inner)) for key, inner in value.items())
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return frozenset(_shape(one) for one in value)
    return bool(value)


def fewest(possible: Mapping[tuple[str, Path], tuple[Cause, ...]]) -> Mapping[tuple[str, Path], tuple[Cause, ...]]:
    """Only what explains everything, where there is such: what else could explain one change is not said then."""
    each = [{cause.path for cause in causes} for causes in possible.values()]
    enough = set.intersection(*each) if each else set()
    if not enough:
        return possible
    return {key: tuple(cause for cause in causes if cause.path in enough) for key, causes in possible.items()}


def behind(sources: provenance.Sources, role: str, path: Path, event: EventType, settled: Settled) -> tuple[Cause, ...]:
    """The settled values that one property changes with."""
    candidates = []
    for source in provenance.causes(sources, role, path):
        if source == ("name",):  # what has another name is another Event Type
            continue
        precise = _precise(source, path, event)
        reason = provenance.reason(event, settled.environment, settled.policies, precise)
        if reason is not None:
            candidates.append(Cause(precise, ABSENT, simple(value_at(event, precise)), reason))
    return tuple(candidates)


def _precise(source: Path, path: Path, event: EventType) -> Path:
    """The meaning of one field instead of that of all fields, where the property is about one column."""
    if source != ("fields",):
        return source
    column = ".".join(str(step)[1:-1] for step in path if str(step).startswith("["))
    names = {one.path for one in event.fields}
    return ("fields", column) if column in names else source
