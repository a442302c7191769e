"""The definition of an Event Type as its owner writes it. The published JSON Schema comes from these types."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, StringConstraints

from composer.spec.base import (
    AvroName,
    Between,
    Day,
    Duration,
    EventTypeName,
    Form,
    Ordered,
    Principal,
    Rate,
    Repeats,
    SemanticKey,
    Size,
    Spec,
    TeamName,
    Text,
    TierName,
    Unique,
)
from composer.spec.storage import AnyStorage


class Traffic(Spec):
    """What the Event Type is expected to carry. Everything is sized from it, and an alert fires when it is exceeded."""

    ORDERED: ClassVar = (
        Ordered(
            *(("average",), ("peak",), "`average`", "`peak`"),
            "everything is sized from the peak: state the busiest minute of the year",
        ),
    )

    average: Annotated[Rate, Between("1/d", "100000000/s")]
    """Events over a usual day."""
    peak: Annotated[Rate, Between("1/d", "100000000/s")]
    """Events in the busiest minute of the year."""
    event_size: Annotated[Size, Between("1B", "1GB")]
    """Average size of one encoded event, at most 10 MB."""


class Dedupe(Spec):
    """Which events count once."""

    key: AvroName
    """The field that identifies an event."""
    window: Annotated[Duration, Between("1h", "1y")]
    """How far back duplicates are looked for."""


class Consumer(Spec):
    """A team that reads the delivered events."""

    team: TeamName
    """A row of teams.yaml."""
    needs: Literal["hourly", "daily"] = "daily"
    """How soon this team works on a bucket."""


class Lifecycle(Spec):
    """Where the Event Type stands in its life. Only this ever removes something; a missing file removes nothing."""

    state: Literal["active", "deprecated", "draining", "archived", "deleted"]
    """`active`, then `deprecated` (still written), `draining` (no longer), `archived` (kept) and `deleted`."""
    sunset: Day | None = None
    """The day after which publishing stops."""
    replaced_by: EventTypeName | None = None
    """The Event Type to use instead."""


class FieldDeprecation(Spec):
    """A field that is still written, and that nobody should start to read."""

    since: Day
    """The day from which on."""
    reason: Text
    """Why, for those who read it."""
    replaced_by: AvroName | None = None
    """The field beside it to read instead."""


class AvroField(Spec):
    """A field of the schema. Attributes that Avro does not know are allowed; `semantic` is ours."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    name: AvroName
    type: Any
    """An Avro type: a name, a list of alternatives (union), or a mapping."""
    doc: str = ""
    """What the field means, for its readers."""
    semantic: SemanticKey | None = None
    """What the value means: a row of semantic_types.yaml. Every leaf field needs one."""
    deprecated: FieldDeprecation | None = None
    """That the field will go; once a released version says so, a later one may leave it out."""


class AvroRecord(Spec):
    """The newest schema: one Avro record, written as YAML."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    type: Literal["record"]
    """Always `record`: an event has named fields."""
    name: AvroName
    """Equal to `event_type`."""
    namespace: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$"),
        Form("names of letters, digits and underscores, joined by dots", "com.example.events"),
    ] = ""
    """Words joined by dots, such as `com.example.playback`."""
    doc: str = ""
    """What the record is, for readers of the schema alone."""
    fields: Annotated[list[AvroField], Repeats("ET302 refuses fields of one name, in every record")]
    """The fields; a table has at least one."""


class EventTypeSpec(Spec):
    """One Event Type: what it is, whose it is, what it carries, where it goes and who may read it."""

    event_type: EventTypeName
    """CamelCase name, unique in the company, never reused."""
    former_names: Annotated[list[EventTypeName], Unique()] = []
    """Event Types that this one carries on under a new name: what is still sent as those is mirrored into it."""
    description: Text
    """What has happened when this event is sent, and what depends on it."""
    owner: TeamName
    """The team that answers for it: a row of teams.yaml."""
    importance: Literal["high", "normal", "low"]
    """How much it matters that events arrive in time; the delivery SLO follows from it."""
    finance_bearing: bool
    """Whether money is paid from it; then completeness and skewness have SLOs too."""
    traffic: Traffic
    storage: Annotated[AnyStorage, Field(discriminator="kind")]
    """Where delivered events are kept, and for how long: `kind: gcs`, `kind: bigquery` or `kind: iceberg`."""
    dedupe: Dedupe | None = None
    """How duplicates are recognised; left out, none are removed."""
    consumers: Annotated[list[Consumer], Unique(("team",))] = []
    """Who reads the delivered events."""
    access: dict[TierName, Annotated[list[Principal], Unique()]] = {}
    """Readers of each access tier; a reader of a tier reads the tiers below it too."""
    lifecycle: Lifecycle = Lifecycle(state="active")
    probe: bool = False
    """Whether its events are made by a schedule, one a minute, all alike: a probe shows that delivery works."""
    avro: Annotated[AvroRecord, Field(alias="schema")]
    """The newest schema of the event: an Avro record."""
