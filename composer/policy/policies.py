"""The organisation's facts as plain values, each with the place it was written at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.model import Delivery, Owner, Reason, SemanticType


@dataclass(frozen=True, slots=True)
class StorageDefaults:
    """What a definition may leave out about storage; durations in seconds."""

    landing_retention: int
    storage_class: str
    soft_delete: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that the platform's programs write. `labels`: name → description."""

    type: str
    kind: str
    value_type: str
    unit: str
    description: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of Google Cloud with its source."""

    value: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything in `stacks/policy/`. `tiers` are ordered, lowest first; `places` maps a row to where it stands."""

    delivery: Mapping[str, Delivery]
    storage: StorageDefaults
    owners: Mapping[str, Owner]
    tiers: tuple[str, ...]
    semantic_types: Mapping[str, SemanticType]
    metrics: tuple[Metric, ...]
    limits: Mapping[str, Limit]
    places: Mapping[str, Reason] = field(compare=False)

    def rank(self, tier: str) -> int:
        """How protected a tier is: 0 for the lowest; unknown tiers count as the highest."""
        return self.tiers.index(tier) if tier in self.tiers else len(self.tiers)
