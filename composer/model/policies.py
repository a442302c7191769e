"""The organisation's facts as plain values, each with the place it was written at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from composer.model.organisation import Organisation
from composer.units import DAY, Percent, Seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.documents import Document
    from composer.model.endings import Endings
    from composer.model.event_type import Delivery, Importance, Owner, Reason, SemanticType
    from composer.model.known_limits import KnownLimit
    from composer.model.metric import Metric
    from composer.model.reliability import Reliability
    from composer.model.sizing import Sizing
    from composer.model.storage.common import ColderStep
    from composer.model.waiver import Waiver
    from composer.personal_names.name_table import PersonalNames


HEADROOM = Percent(10)
ERASED_WITHIN = Seconds(90 * DAY)


@dataclass(frozen=True, slots=True)
class StorageDefaults:
    """What a definition may leave out about storage. `colder`: classes by age, from warm to cold."""

    landing_retention: Seconds
    processed_retention: Seconds
    storage_class: str
    colder: Mapping[Importance, tuple[ColderStep, ...]]
    soft_delete: Seconds
    key_rotation: Seconds
    key_restorable: Seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of Google Cloud with its source.

    Where `per` is not "" (`project`, `region`, `event-type`), the capacity model adds up `counts`: a kind's token, or a
    quantity of its own. `regions`: those where it holds; none: all that no other limit of the same `counts` names.
    """

    value: int
    unit: str
    source: str
    per: str = ""
    counts: str = ""
    regions: tuple[str, ...] = ()


NO_LIMIT = Limit(10**18, "", "")
"""In place of a row that is missing, which is told where it should stand."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything in `stacks/policy/`. `tiers` are ordered, lowest first; `paging` are channels that
    wake people up; `places` maps a row to where it stands; `written` are the files that all this is from, by name.
    `organisation`: who belongs to it. `headroom`: the percentage of every quota that placement leaves free.
    `opened_regions`: those that Google opened lately. `erased_within`: seconds after somebody's last event for which
    an identifier may be readable without their key.
    """

    delivery: Mapping[str, Delivery]
    reliability: Mapping[str, Reliability]
    storage: StorageDefaults
    owners: Mapping[str, Owner]
    tiers: tuple[str, ...]
    semantic_types: Mapping[str, SemanticType]
    metrics: tuple[Metric, ...]
    google_metrics: tuple[Metric, ...]
    paging: frozenset[str]
    limits: Mapping[str, Limit]
    names: PersonalNames
    waivers: tuple[Waiver, ...]
    places: Mapping[str, Reason] = field(compare=False)
    sizing: Sizing
    endings: Endings
    organisation: Organisation = field(default_factory=Organisation)
    headroom: Percent = HEADROOM
    erased_within: Seconds = ERASED_WITHIN
    opened_regions: frozenset[str] = frozenset()
    written: Mapping[str, Document] = field(compare=False, default_factory=dict, repr=False)

    def limit(self, name: KnownLimit) -> int:
        """The value of a limit that is looked up by name: its row is there, or the file is told to lack it."""
        return self.limits[name].value

    @property
    def metrics_by_type(self) -> Mapping[str, Metric]:
        """The metrics that alerts and objectives may read, by their types."""
        return {metric.type: metric for metric in (*self.metrics, *self.google_metrics)}

    def rank(self, tier: str) -> int:
        """A tier's rank by protection: 0 for the lowest; unknown tiers count as the highest."""
        return self.tiers.index(tier) if tier in self.tiers else len(self.tiers)
