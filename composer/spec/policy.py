"""The organisation's facts: storage, teams, access tiers and limits. Other files have modules beside this one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.kinds.pubsub.topic import TOPIC
from composer.spec.base import (
    Between,
    Duration,
    Form,
    LimitName,
    Principal,
    RowName,
    Spec,
    Text,
    Unique,
    Whole,
)
from composer.spec.colder_classes import ColderClasses
from composer.spec.policy_fields import Source, WhatItIs
from composer.spec.protection import ChangeKind, Never, Weakens, Within
from composer.spec.row_subjects import OfOne

_Counted = Annotated[
    str,
    StringConstraints(pattern=r"^(gcp:[A-Za-z]+/[A-Za-z]+:[A-Za-z]+|[a-z]+\.[a-z_]+)$"),
    Form("a kind of resource by its Pulumi token, or a quantity of the capacity model", TOPIC.token),
]


class StorageDefaults(Spec):
    """storage.yaml: what a definition may leave out."""

    source: Source
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

    description: WhatItIs
    group: Principal
    """Who they are to IAM."""
    chat: str = ""
    """Where they can be asked."""


class TeamsPolicy(Spec):
    """teams.yaml"""

    source: Source
    teams: Annotated[dict[RowName, TeamRow], OfOne("team")]
    """Teams by name."""


class TierRow(Spec):
    """An access tier, lowest first."""

    name: RowName
    """What definitions call it."""
    description: WhatItIs


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

    source: Source
    organisation: Annotated[OrganisationSpec | None, Within()] = None
    """Who belongs to the organisation; left out, whoever has a mail domain of a group in teams.yaml."""
    tiers: Annotated[
        list[TierRow],
        Field(min_length=1),
        Unique(("name",)),
        Weakens(ChangeKind.REORDERED, "these tiers are lower now, and readers of others read them, too: {items}"),
    ]
    """Lowest first."""


class LimitRow(Spec):
    """A limit of Google Cloud."""

    value: Annotated[Whole, Field(ge=0)]
    """The limit."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    """What is counted."""
    source: Source
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
