"""The organisation's facts: one type for each file of `stacks/policy/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.spec.base import Duration, Principal, RowName, SemanticKey, Spec, Text, Whole

_Source = Annotated[Text, Field(description="Where these facts come from, and who may change them.")]
_WhatItIs = Annotated[Text, Field(description="What this is, for the people who choose it.")]


class ImportanceRow(Spec):
    """What one level of importance means."""

    delivery_slo: Duration
    """A bucket is closed at most this late."""
    recovery: Duration
    """Time granted to repair a broken pipeline before events would be lost."""
    subscription_retention: Duration
    """How long unacknowledged events are kept: at least delivery_slo + recovery."""
    ack_deadline: Duration
    """How long the ETL may hold an event before Pub/Sub sends it again."""
    retry_backoff: Annotated[list[Duration], Field(min_length=2, max_length=2)]
    """Shortest and longest pause before an event is sent again."""
    dead_letter_attempts: Annotated[Whole, Field(ge=5, le=100)]
    """Failed deliveries before an event goes to the dead letters."""
    dead_letter_retention: Duration
    """How long dead letters are kept."""


class ImportancePolicy(Spec):
    """importance.yaml"""

    source: _Source
    high: ImportanceRow
    """Somebody is woken up for it."""
    normal: ImportanceRow
    """Office hours."""
    low: ImportanceRow
    """When there is time."""


class StorageDefaults(Spec):
    """storage.yaml: what a definition may leave out."""

    source: _Source
    landing_retention: Duration
    """How long raw exports are kept before delivery."""
    storage_class: Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"]
    """Class of new objects in Cloud Storage."""
    soft_delete: Duration
    """How long Cloud Storage keeps deleted objects."""


class TeamRow(Spec):
    """A team that owns or reads Event Types."""

    description: _WhatItIs
    group: Principal
    """Who they are to IAM."""
    chat: str = ""
    """Where they can be asked."""


class TeamsPolicy(Spec):
    """teams.yaml"""

    source: _Source
    teams: dict[RowName, TeamRow]
    """Teams by name."""


class TierRow(Spec):
    """An access tier, lowest first."""

    name: RowName
    """What definitions call it."""
    description: _WhatItIs


class AccessTiersPolicy(Spec):
    """access_tiers.yaml"""

    source: _Source
    tiers: Annotated[list[TierRow], Field(min_length=1)]
    """Lowest first."""


class SemanticRow(Spec):
    """What follows for a field that means this. What is left out is inherited from the nearest parent that says it."""

    key: SemanticKey
    """What fields write as `semantic`: a data category of Fideslang."""
    description: str = ""
    """What it means, for the people who choose it."""
    personal: bool | None = None
    """Whether it is about a person."""
    tier: RowName | None = None
    """The access tier that may read it: a row of access_tiers.yaml."""
    encryption: Literal["none", "type", "user"] | None = None
    """Whose key encrypts the field: the Event Type's, or the user's."""
    retention: Duration | None = None
    """How long a copy with the field unencrypted may exist, from publication on, waiting and repairs included."""
    masking: Literal["none", "SHA256", "ALWAYS_NULL", "DEFAULT_MASKING_VALUE", "EMAIL_MASK"] | None = None
    """What readers below the tier see in BigQuery."""
    tag: RowName | None = None
    """The category whose policy tag its columns carry."""


class SemanticTypesPolicy(Spec):
    """semantic_types.yaml"""

    source: _Source
    types: Annotated[list[SemanticRow], Field(min_length=1)]
    """Each key once, in any order."""


class MetricRow(Spec):
    """A metric that the platform's own programs write, about every Event Type: `event_type` is one of its labels."""

    type: Annotated[str, StringConstraints(pattern=r"^custom\.googleapis\.com/[a-z_]+(/[a-z_]+)*$")]
    """Name of the metric: `custom.googleapis.com/` and a path."""
    kind: Literal["GAUGE", "DELTA", "CUMULATIVE"]
    """Whether a point is a value of its moment, or counts since the last point or since the start."""
    value_type: Literal["BOOL", "INT64", "DOUBLE", "DISTRIBUTION"]
    """Type of a point."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    description: _WhatItIs
    labels: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], Text]
    """Labels of the metric, each with what it says."""


class MetricsPolicy(Spec):
    """metrics.yaml"""

    source: _Source
    metrics: Annotated[list[MetricRow], Field(min_length=1)]
    """Each type once."""


class LimitRow(Spec):
    """A limit of Google Cloud."""

    value: Whole
    """The limit."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    source: _Source


class LimitsPolicy(Spec):
    """limits.yaml"""

    limits: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")], LimitRow]
    """Limits by product and name, such as `pubsub.topics`."""
