"""The organisation's facts: one type for each file of `stacks/policy/`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from composer.kinds.pubsub.topic import TOPIC
from composer.spec.base import (
    Between,
    Duration,
    Form,
    LimitName,
    Ordered,
    Principal,
    Rate,
    Repeats,
    RowName,
    SemanticKey,
    Spec,
    Text,
    TierName,
    Unique,
    Whole,
)
from composer.spec.colder_classes import ColderClasses
from composer.spec.protection import NOTIFIED, TEXTS, ChangeKind, Key, Never, Weakens, Within

_Source = Annotated[Text, Field(description="Where these facts come from, and who may change them."), TEXTS]
_Counted = Annotated[
    str,
    StringConstraints(pattern=r"^(gcp:[A-Za-z]+/[A-Za-z]+:[A-Za-z]+|[a-z]+\.[a-z_]+)$"),
    Form("a kind of resource by its Pulumi token, or a quantity of the capacity model", TOPIC.token),
]
_WhatItIs = Annotated[Text, Field(description="What this is, for the people who choose it."), TEXTS]
_DELIVERS = Never("says how events are delivered, and keeps and opens nothing")


_Share = Annotated[float, Field(gt=0, lt=1)]
_STAGGERED = "stagger them: what is more important arrives sooner, and is changed later"


class BudgetAlertRow(Spec):
    """Somebody is told when the error budget is spent this quickly."""

    share: _Share
    """More than this share of the error budget of 30 days ..."""
    within: Annotated[Duration, Between("1m", "90d")]
    """... spent within this time: at most a day, which is as far as Google's burn rates look back."""


class ReliabilityRow(Spec):
    """What is promised about delivery, and who is told when it is in danger."""

    ORDERED: ClassVar = (
        Ordered(
            ("fast", "within"),
            ("slow", "within"),
            "the time that `fast` looks back",
            "that of `slow`",
            "`fast` looks back a shorter time, `slow` a longer one",
        ),
    )

    objective: _Share
    """Share of the windows of 30 days in which delivery is in time (delivery_slo)."""
    daily_objective: _Share
    """Share of the days of 30 whose audit is good; for finance-bearing Event Types."""
    delivered: Annotated[float, Field(gt=0, le=1)]
    """A good day: at least this share of the published events was delivered."""
    skewed: Annotated[float, Field(ge=0, lt=1)]
    """A good day: at most this share of the events lies in another bucket than its own."""
    severity: Literal["CRITICAL", "ERROR", "WARNING"]
    """How incidents are marked."""
    channels: Annotated[list[RowName], Unique()]
    """Who is told: notification channels of the environment."""
    fast: BudgetAlertRow
    """Delivery broke just now."""
    slow: BudgetAlertRow
    """Delivery has been getting worse."""
    backlog: _Share
    """Share of the delivery SLO that the oldest unread event may wait before somebody is told."""
    traffic: Annotated[float, Field(gt=1)]
    """How often the declared peak may be exceeded before somebody is told."""
    unnoticed: Annotated[Rate, Between("1/d", "1000000/s")] | None = None
    """Traffic that nobody is told of, however little was declared: it uses up no quota and costs next to nothing."""
    own_alerts: bool
    """Whether each Event Type has alert policies for its delivery; otherwise all of this importance share some."""


class ImportanceRow(Spec):
    """What one level of importance means."""

    ORDERED: ClassVar = (
        Ordered(
            ("retry_backoff", 0),
            ("retry_backoff", 1),
            "the shortest pause",
            "the longest one",
            "write the shorter pause first",
        ),
    )

    delivery_slo: Annotated[Duration, Between("1m", "30d"), _DELIVERS]
    """A bucket is closed at most this late."""
    recovery: Annotated[Duration, Between("1h", "1y"), _DELIVERS]
    """Time granted to repair a broken pipeline before events would be lost."""
    subscription_retention: Annotated[
        Duration,
        Between("1m", "1y"),
        Weakens(ChangeKind.LONGER, "events that wait, which nothing encrypts yet, are kept for {now} instead of {was}"),
    ]
    """How long unacknowledged events are kept: at least delivery_slo + recovery."""
    ack_deadline: Annotated[Duration, Between("1s", "1d"), _DELIVERS]
    """How long the ETL may hold an event before Pub/Sub sends it again."""
    redundancy: Annotated[Whole, Field(ge=1, le=100), _DELIVERS]
    """Machines of the ETL that always run; those of tiny Event Types still stop while nothing waits."""
    rollout_wave: Annotated[Whole, Field(ge=1, le=9), _DELIVERS]
    """`up` applies lower waves first: what goes wrong goes wrong where it hurts least."""
    retry_backoff: Annotated[
        list[Annotated[Duration, Between("1s", "1d")]],
        Field(min_length=2, max_length=2),
        Repeats("both may be the same pause"),
        _DELIVERS,
    ]
    """Shortest and longest pause before an event is sent again."""
    dead_letter_retention: Annotated[
        Duration,
        Between("1m", "1y"),
        Weakens(ChangeKind.LONGER, "dead letters, which nothing encrypts, are kept for {now} instead of {was}"),
    ]
    """How long events that nobody can decode are kept, once the ETL has put them aside."""
    reliability: Annotated[ReliabilityRow, NOTIFIED]
    """What is promised about delivery, and who is told when it is in danger."""


class ImportancePolicy(Spec):
    """importance.yaml"""

    ORDERED: ClassVar = tuple(
        Ordered((more, key), (less, key), f"`{key}` of {more} importance", f"that of {less} importance", _STAGGERED)
        for more, less, key in (
            ("high", "normal", "delivery_slo"),
            ("normal", "low", "delivery_slo"),
            ("normal", "high", "rollout_wave"),
            ("low", "normal", "rollout_wave"),
        )
    )

    source: _Source
    high: Annotated[ImportanceRow, Within()]
    """Somebody is woken up for it."""
    normal: Annotated[ImportanceRow, Within()]
    """Office hours."""
    low: Annotated[ImportanceRow, Within()]
    """When there is time."""
    paging: Annotated[list[RowName], Unique(), NOTIFIED] = []
    """Channels that wake people up: nothing of low importance may use one."""


class StorageDefaults(Spec):
    """storage.yaml: what a definition may leave out."""

    source: _Source
    landing_retention: Annotated[
        Duration,
        Between("1d", "10y"),
        Weakens(ChangeKind.LONGER, "raw exports, which nothing encrypts yet, are kept for {now} instead of {was}"),
    ]
    """How long raw exports are kept before delivery."""
    processed_retention: Annotated[
        Duration,
        Between("1d", "1y"),
        Weakens(ChangeKind.LONGER, "what processing made of raw exports is kept for {now} instead of {was}"),
    ]
    """How long what was made of them is kept beside them: finished buckets, temporary files of processing."""
    storage_class: Annotated[
        Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"],
        Never("says what storing costs, and keeps nothing longer"),
    ]
    """Class of new objects in Cloud Storage."""
    colder: Annotated[ColderClasses, Never("says what storing costs, and keeps nothing longer")] = ColderClasses()
    """After how long delivered files move to colder classes, where a definition names no class."""
    soft_delete: Annotated[
        Duration,
        Between("1d", "1y"),
        Weakens(ChangeKind.LONGER, "what was deleted can be brought back for {now} instead of {was}"),
    ]
    """How long Cloud Storage keeps deleted objects."""
    key_rotation: Annotated[
        Duration,
        Between("1d", "10y"),
        Weakens(
            ChangeKind.LONGER,
            "each version of a key encrypts for {now} instead of {was}: whoever gets at one reads more",
        ),
    ]
    """How long a key encrypts until the next version takes over; older versions still decrypt. More than a day."""
    key_restorable: Annotated[
        Duration,
        Between("1d", "120d"),
        Weakens(
            ChangeKind.LONGER,
            "what a destroyed version of a key encrypted can be made readable again for {now} instead of {was}",
        ),
    ] = Duration.parse("30d")
    """How long a destroyed version of a key can be restored; left out, 30 days. Each key takes it when it is made, for
    life: Cloud KMS changes it for none."""


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


_Domain = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"),
    Form("a domain in lower case", "example.com"),
]
_Project = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$"),
    Form("a project id", "example-tools"),
]


class OrganisationSpec(Spec):
    """Who belongs to the organisation. Others may get at nothing that is personal or above the lowest tier."""

    domains: Annotated[
        list[_Domain],
        Field(min_length=1),
        Unique(),
        Weakens(
            ChangeKind.ADDED, "people and groups of these domains count as the organisation's, and may read: {items}"
        ),
    ]
    """Domains of its people and groups; those below them count, too."""
    projects: Annotated[
        list[_Project],
        Unique(),
        Weakens(
            ChangeKind.ADDED, "service accounts of these projects count as the organisation's, and may read: {items}"
        ),
    ] = []
    """Projects of its service accounts, beside those of environments."""


class AccessTiersPolicy(Spec):
    """access_tiers.yaml"""

    source: _Source
    organisation: Annotated[OrganisationSpec | None, Within()] = None
    """Who belongs to the organisation; left out, whoever has a mail domain of a group in teams.yaml."""
    tiers: Annotated[
        list[TierRow],
        Field(min_length=1),
        Unique(("name",)),
        Weakens(ChangeKind.REORDERED, "these tiers are lower now, and readers of others read them, too: {items}"),
    ]
    """Lowest first."""


class SemanticRow(Spec):
    """What follows for a field that means this. What is left out is inherited from the nearest parent that says it."""

    key: Annotated[SemanticKey, Key()]
    """What fields write as `semantic`: a data category of Fideslang."""
    description: Annotated[str, TEXTS] = ""
    """What it means, for the people who choose it."""
    personal: Annotated[
        bool | None, Weakens(ChangeKind.BECOMES, "would count as personal no longer", to=False, code="ET802")
    ] = None
    """Whether it is about a person."""
    tier: Annotated[
        TierName | None, Weakens(ChangeKind.LOWER_TIER, "would be {now} instead of {was}", code="ET802")
    ] = None
    """The access tier that may read it: a row of access_tiers.yaml."""
    encryption: Annotated[
        Literal["none", "type", "user"] | None,
        Weakens(
            ChangeKind.LOWER,
            "would be encrypted with {now} instead of {was}",
            order=(("",), ("type",), ("user",)),
            removed_message="would not be encrypted any more",
            code="ET801",
        ),
    ] = None
    """Whose key encrypts the field: the Event Type's, or the user's."""
    retention: Annotated[
        Annotated[Duration, Between("1h", "100y")] | None,
        Weakens(ChangeKind.LONGER, "may exist in clear for {now} instead of {was}", code="ET804"),
    ] = None
    """How long a copy with the field unencrypted may exist, from publication on, waiting and repairs included."""
    masking: Annotated[
        Literal["none", "SHA256", "ALWAYS_NULL", "DEFAULT_MASKING_VALUE", "EMAIL_MASK"] | None,
        Weakens(
            ChangeKind.LOWER,
            "would show readers of lower tiers {now} instead of {was}",
            order=(("EMAIL_MASK",), ("SHA256",), ("ALWAYS_NULL", "DEFAULT_MASKING_VALUE"), ("",)),
            code="ET805",
        ),
    ] = None
    """What readers below the tier see in BigQuery."""
    tag: Annotated[RowName | None, Never("says what a column holds; no tag opens or closes anything")] = None
    """The category whose policy tag its columns carry."""
    identifies: Annotated[bool | None, Weakens(ChangeKind.BECOMES, "would count as identifying nobody", to=False)] = (
        None
    )
    """Whether the value says, alone or with what others know, whose data an event is. Rows of Fideslang that do are
    known: left out, those and what lies below them identify."""


class SemanticTypesPolicy(Spec):
    """semantic_types.yaml"""

    source: _Source
    erased_within: Annotated[
        Annotated[Duration, Between("1d", "100y")] | None,
        Weakens(
            ChangeKind.LONGER, "what identifies somebody may be readable without their key for {now} instead of {was}"
        ),
    ] = None
    """How long after somebody's last event a value that identifies them may be readable without their key; left out,
    90 days."""
    types: Annotated[list[SemanticRow], Field(min_length=1), Unique(("key",)), Within()]
    """Each key once, in any order."""


class MetricRow(Spec):
    """A metric that the platform's own programs write, about every Event Type: `event_type` is one of its labels.
    Each instance writes series of its own: the monitored resource is generic_task."""

    type: Annotated[
        str,
        StringConstraints(pattern=r"^custom\.googleapis\.com/[a-z_]+(/[a-z_]+)*$"),
        Form("`custom.googleapis.com/` and a path of lower-case words", "custom.googleapis.com/delivery/late_events"),
    ]
    """Name of the metric: `custom.googleapis.com/` and a path."""
    kind: Literal["GAUGE", "DELTA", "CUMULATIVE"]
    """Whether a point is a value of its moment, or counts since the last point or since the start."""
    value_type: Literal["BOOL", "INT64", "DOUBLE", "DISTRIBUTION"]
    """Type of a point."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    description: _WhatItIs
    labels: dict[
        Annotated[
            str,
            StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"),
            Form(
                "the name of a label: lower-case letters, digits and underscores, starting with a letter", "event_type"
            ),
        ],
        Text,
    ]
    """Labels of the metric, each with what it says."""


class GoogleMetricRow(Spec):
    """A metric that Google writes and our alerts read."""

    type: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z]+\.googleapis\.com(/[a-z_]+)+$"),
        Form("a metric of Google: its service and a path", "pubsub.googleapis.com/topic/send_request_count"),
    ]
    """Name of the metric."""
    kind: Literal["GAUGE", "DELTA", "CUMULATIVE"]
    """Whether a point is a value of its moment, or counts since the last point or since the start."""
    value_type: Literal["BOOL", "INT64", "DOUBLE", "DISTRIBUTION"]
    """Type of a point."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    description: _WhatItIs
    resource: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z_]*$|^[a-z]+\.googleapis\.com/[A-Z][A-Za-z]*$"),
        Form("a monitored resource: words joined by underscores, or a service with one of its kinds", "pubsub_topic"),
    ]
    """The monitored resource that it is written about."""
    labels: Annotated[list[str], Unique()] = []
    """Labels of the metric."""
    resource_labels: Annotated[list[str], Unique()]
    """Labels of the monitored resource."""
    source: _Source


class GoogleMetricsPolicy(Spec):
    """google_metrics.yaml"""

    metrics: Annotated[list[GoogleMetricRow], Field(min_length=1), Unique(("type",))]
    """Each type once."""


class MetricsPolicy(Spec):
    """metrics.yaml"""

    source: _Source
    metrics: Annotated[list[MetricRow], Field(min_length=1), Unique(("type",))]
    """Each type once."""


class LimitRow(Spec):
    """A limit of Google Cloud."""

    value: Annotated[Whole, Field(ge=0)]
    """The limit."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    source: _Source
    per: Literal["project", "region", "event-type"] | None = None
    """Whose total it limits; a region is that of one project. Without it, nothing is added up."""
    counts: _Counted | None = None
    """What is added up: a kind of resource by its Pulumi token, or a quantity of the capacity model."""
    regions: Annotated[list[Text], Unique()] = []
    """The regions that it holds in; without, all that no other row with the same `counts` names."""


class LimitsPolicy(Spec):
    """limits.yaml"""

    headroom_percent: Annotated[Whole, Field(ge=0, le=90)] = 10
    """The share of every quota of a cell that placement leaves free."""
    opened_regions: Annotated[list[Text], Unique()] = []
    """Regions that Google opened lately, so that this program does not know them yet."""
    limits: dict[LimitName, LimitRow]
    """Limits by product and name, such as `pubsub.topics`."""
