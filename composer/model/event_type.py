"""An Event Type with everything settled: plain frozen values, nothing optional that policy can settle."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, assert_never

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.model.reliability import Reliability
    from composer.model.storage import Storage
    from composer.units import Bytes, Count, PerSecond, Seconds

Avro = dict[str, Any]
"""An Avro schema as plain Python values."""

Path = tuple[str | int, ...]
"""Where a value stands in a definition: `("storage", "retention")`."""


class Importance(StrEnum):
    """How much it matters that an Event Type arrives in time."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class State(StrEnum):
    """Where an Event Type stands in its life."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    DRAINING = "draining"
    ARCHIVED = "archived"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Owner:
    """The team that answers for an Event Type. `group` is an IAM principal such as `group:royalties@example.com`."""

    name: str
    group: str
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Declared traffic: events a second on average and at peak, and the size of one event in bytes."""

    average: PerSecond
    peak: PerSecond
    event_bytes: Bytes


@dataclass(frozen=True, slots=True)
class Dedupe:
    """Events with the same `key` inside `window` (seconds) count once."""

    key: str
    window: Seconds


@dataclass(frozen=True, slots=True)
class Consumer:
    """A team that reads the delivered events: told of deprecation, named in plans that touch them."""

    team: str
    needs: Literal["hourly", "daily"]


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The state, and what belongs to it: the day of sunset (ISO date) and the successor, "" if not stated."""

    state: State
    sunset: str = ""
    replaced_by: str = ""

    @property
    def accepts_events(self) -> bool:
        """True if the Event Service takes new events."""
        match self.state:
            case State.ACTIVE | State.DEPRECATED:
                return True
            case State.DRAINING | State.ARCHIVED | State.DELETED:
                return False
            case _:
                assert_never(self.state)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How events are carried: durations in seconds. From `importance.yaml`.

    `slo`: a bucket closes at most this late; `recovery`: the time granted to repair a broken pipeline;
    `subscription_retention`: how long unacknowledged events are kept, at least slo + recovery. `redundancy`: machines
    of the ETL that always run; `rollout_wave`: lower ones are applied first.
    """

    slo: Seconds
    recovery: Seconds
    subscription_retention: Seconds
    ack_deadline: Seconds
    retry_minimum: Seconds
    retry_maximum: Seconds
    dead_letter_retention: Seconds
    redundancy: Count
    rollout_wave: Count


@dataclass(frozen=True, slots=True)
class SemanticType:
    """What a field may mean, with everything inherited from its parents.

    `tier`: the access tier that may read it; `encryption`: "" (none), "type" or "user", whose key encrypts the field.
    `retention`: seconds that a copy in which it is not encrypted may exist, counted from publication; None: for ever.
    `identifies`: the value says whose data an event is.
    """

    key: str
    personal: bool
    tier: str
    encryption: Literal["", "type", "user"]
    masking: str
    tag: str
    retention: Seconds | None = None
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A field that is still written, and that nobody should start to read: since which day (ISO date), why, and the
    field to read instead, "" for none."""

    since: str
    reason: str
    replaced_by: str = ""


@dataclass(frozen=True)  # no slots: pickled by the thousand, and pickle handles slots in Python
class Field:
    """A leaf of the schema: its dotted path (`address.city`; `items[]` for an array's items, `extra{}` for a map's).

    `removed`: the newest schema has it no more, but events of before do, in storage and on their way.
    """

    path: str
    semantic: SemanticType
    removed: bool = False
    deprecated: Deprecation | None = None


@dataclass(frozen=True, slots=True)
class EventType:
    """One Event Type as the program thinks of it.

    `schema` is the newest Avro schema without annotations such as `semantic`; `versions` the released ones, oldest
    first; `access` maps each tier to its readers (IAM principals); `cell` is the name of the cell it is placed in;
    `former_names` are Event Types that it carries on; `probe`: its events are made by a schedule, one a minute.
    """

    name: str
    domain: str
    description: str
    owner: Owner
    importance: Importance
    finance_bearing: bool
    traffic: Traffic
    storage: Storage
    dedupe: Dedupe | None
    consumers: tuple[Consumer, ...]
    access: Mapping[str, tuple[str, ...]]
    lifecycle: Lifecycle
    delivery: Delivery
    reliability: Reliability
    schema: Avro
    versions: Sequence[Avro]
    fields: tuple[Field, ...]
    cell: str
    former_names: tuple[str, ...]
    probe: bool
    because: Mapping[Path, Reason] = field(compare=False)

    @property
    def has_scheduled_events(self) -> bool:
        """True if it is a probe that a schedule publishes to."""
        return self.probe and self.lifecycle.accepts_events


@dataclass(frozen=True)  # no slots: pickled by the thousand, and pickle handles slots in Python
class Reason:
    """Why a settled value is what it is, in words, with the place it comes from (line 0: no place)."""

    text: str
    file: str = ""
    line: int = 0
    column: int = 0
