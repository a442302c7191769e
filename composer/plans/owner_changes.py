"""What a plan changes of one owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from composer.graph.graph_changes import Replace, Update
from composer.graph.properties import ABSENT
from composer.kinds import KINDS
from composer.slo.metric_units import unit_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph.graph_changes import Change
    from composer.model import Metric


@dataclass(frozen=True, slots=True)
class OwnerChanges:
    """The changes of one Event Type or platform cell, in the order in which they are carried out; at least one.

    `before` and `after` are the fingerprints of its graphs, `before` being "" where nothing is known to exist.
    """

    owner: str
    new: bool
    changes: tuple[Change, ...]
    before: str
    after: str


def with_units(owner: OwnerChanges, metrics: Mapping[str, Metric]) -> OwnerChanges:
    """The same changes; numbers whose metric says what they count know it. `metrics`: by type."""
    return replace(owner, changes=tuple(_with_units(change, metrics) for change in owner.changes))


def _with_units(change: Change, metrics: Mapping[str, Metric]) -> Change:
    kind = KINDS.get(change.after.type) if isinstance(change, Update | Replace) else None
    if not isinstance(change, Update | Replace) or kind is None:
        return change
    properties = []
    for one in change.properties:
        inputs = change.before.inputs if one.after is ABSENT else change.after.inputs
        unit = unit_at(kind, inputs, one.path, metrics)
        properties.append(one if unit is one.unit else replace(one, unit=unit))
    return replace(change, properties=tuple(properties))
