"""The organisation's facts: one type for each file of `stacks/policy/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.spec.base import Duration, Principal, RowName, SemanticKey, Spec, Text, Whole


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

    source: Text
    """Where these numbers come from."""
    high: ImportanceRow
    normal: ImportanceRow
    low: ImportanceRow


class StorageDefaults(Spec):
    """storage.yaml: what a definition may leave out."""

    source: Text
    landing_retention: Duration
    storage_class: Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"]
    soft_delete: Duration
    """How long Cloud Storage keeps deleted objects."""


class TeamRow(Spec):
    """A team that owns or reads Event Types."""

    description: Text
    group: Principal
    """Who they are to IAM."""
    chat: str = ""
    """Where they can be asked."""


class TeamsPolicy(Spec):
    """teams.yaml"""

    source: Text
    teams: dict[RowName, TeamRow]


class TierRow(Spec):
    """An access tier, lowest first."""

    name: RowName
    description: Text


class AccessTiersPolicy(Spec):
    """access_tiers.yaml"""

    source: Text
    tiers: Annotated[list[TierRow], Field(min_length=1)]


class SemanticRow(Spec):
    """What follows for a field that means this. What is left out is inherited from the nearest parent that says it."""

    key: SemanticKey
    description: str = ""
    personal: bool | None = None
    tier: RowName | None = None
    encryption: Literal["none", "type", "user"] | None = None
    """Whose key encrypts the field: the Event Type's, or the user's."""
    masking: Literal["none", "SHA256", "ALWAYS_NULL", "DEFAULT_MASKING_VALUE", "EMAIL_MASK"] | None = None
    """What readers below the tier see in BigQuery."""
    tag: RowName | None = None
    """The category whose policy tag its columns carry."""


class SemanticTypesPolicy(Spec):
    """semantic_types.yaml"""

    source: Text
    types: Annotated[list[SemanticRow], Field(min_length=1)]


class MetricRow(Spec):
    """A metric that the platform's own programs write, about every Event Type: `event_type` is one of its labels."""

    type: Annotated[str, StringConstraints(pattern=r"^custom\.googleapis\.com/[a-z_]+(/[a-z_]+)*$")]
    kind: Literal["GAUGE", "DELTA", "CUMULATIVE"]
    value_type: Literal["BOOL", "INT64", "DOUBLE", "DISTRIBUTION"]
    unit: Annotated[str, StringConstraints(min_length=1)]
    description: Text
    labels: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], Text]


class MetricsPolicy(Spec):
    """metrics.yaml"""

    source: Text
    metrics: Annotated[list[MetricRow], Field(min_length=1)]


class LimitRow(Spec):
    """A limit of Google Cloud."""

    value: Whole
    unit: Annotated[str, StringConstraints(min_length=1)]
    source: Text


class LimitsPolicy(Spec):
    """limits.yaml"""

    limits: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")], LimitRow]
