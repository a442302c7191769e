"""What the organisation writes to allow: waivers, tolerated findings, and who may sign them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Between, Day, Duration, Form, Repeats, SemanticKey, Spec, Text, Unique
from composer.spec.protection import TEXTS, ChangeKind, Never, Weakens, Within
from composer.spec.row_subjects import OfOne

_A_WAIVER = Never("a waiver is a permission that its approver signed, and who may sign is judged")
_Source = Annotated[Text, Field(description="Where these facts come from, and who may change them."), TEXTS]

Address = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=300),
    Form("an e-mail address", "somebody@example.com"),
]
"""The e-mail address of a person."""


class WaiverRow(Spec):
    """One permission: for one code, in one Event Type, for a while."""

    code: Annotated[str, StringConstraints(pattern=r"^ET[0-9]{3}$"), Form("a code such as ET410", "ET410")]
    """What is allowed: a code that may be waived, as `check` prints it."""
    event_type: Annotated[
        str,
        StringConstraints(pattern=r"^(\*|[A-Z][A-Za-z0-9]{1,79}|(platform|foundation):[a-z0-9-]{1,60})$"),
        Form('an Event Type, or "*" for all of them', "SomethingHappened"),
    ]
    """Where; `"*"` for a hazard of one meaning in all Event Types, such as a change of policy; `platform:` and the
    name of a cell for what its Event Types share."""
    path: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Where exactly, as `explain` names values: `fields.email`, `storage.retention`; left out, in all of it."""
    semantic: SemanticKey | None = None
    """Only fields that meant this, or something below it, before the change: for hazards."""
    reason: Text
    """Why, so that somebody who was not there can judge it."""
    approver: Address
    """Who allowed it: one of `approvers`."""
    expires: Day
    """The last day on which it counts."""


class ToleratedRow(Spec):
    """One finding of `audit` that counts as none for a while: what somebody changed by hand in an emergency."""

    finding: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z-]+:gcp:\S+$", max_length=1000),
        Form("the `id` of a finding of `audit`", "drifted:gcp:pubsub/topic:Topic:SomethingHappened/topic"),
    ]
    """Which finding: its verdict, type and resource."""
    reason: Text
    """Why, so that somebody who was not there can judge it."""
    approver: Address
    """Who allowed it: one of `approvers.privacy` for who gets at something, of `approvers.platform` for all else."""
    expires: Day
    """The last day on which it counts."""


class Approvers(Spec):
    """Who may allow what."""

    privacy: Annotated[
        list[Address],
        Field(min_length=1),
        Unique(),
        Weakens(ChangeKind.ADDED, "may allow what protects people less: {items}"),
    ]
    """Codes about personal data."""
    platform: Annotated[
        list[Address],
        Field(min_length=1),
        Unique(),
        Weakens(ChangeKind.ADDED, "may allow what loses or delays events: {items}"),
    ]
    """All others that may be waived."""


_OWNER_IN_A_FINDING = r".*?((?:(?:platform|foundation):)?[^:/]+)(?:/[^:/]*)?"


class WaiversPolicy(Spec):
    """waivers.yaml"""

    source: _Source
    longest: Annotated[
        Annotated[Duration, Between("1d", "100y")] | None,
        Weakens(ChangeKind.LONGER, "what is allowed may last {now} instead of {was}"),
    ] = None
    """How far away the last day of a waiver, or of a tolerated finding, may be; left out, as far as anybody writes."""
    approvers: Annotated[Approvers, Within()]
    waivers: Annotated[
        list[WaiverRow], OfOne("event_type", "event_type"), Repeats("ET723 tells of what is allowed twice"), _A_WAIVER
    ] = []
    """Each code, Event Type and path once."""
    tolerated: Annotated[
        list[ToleratedRow], OfOne("event_type", "finding", _OWNER_IN_A_FINDING), Unique(("finding",)), _A_WAIVER
    ] = []
    """Findings of audits that are left as they are, each once."""
