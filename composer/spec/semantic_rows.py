"""semantic_types.yaml: what follows from what a field means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from composer.spec.base import (
    Between,
    Duration,
    RowName,
    SemanticKey,
    Spec,
    TierName,
    Unique,
)
from composer.spec.policy_fields import Source
from composer.spec.protection import TEXTS, ChangeKind, Key, Never, Weakens, Within


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

    source: Source
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
