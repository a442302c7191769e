"""Whose keys the fields of an Event Type are encrypted with, and who may hold its own key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.model import EventType, Field


def encrypted_fields(event: EventType) -> tuple[Field, ...]:
    """Fields that are delivered encrypted, by whatever key. Those that are gone count: events of before hold them."""
    return tuple(field for field in event.fields if field.semantic.encryption)


def needs_type_key(event: EventType) -> bool:
    """True if the Event Type has a key of its own. Keys of users belong to the key service, not to the composer."""
    return any(field.semantic.encryption == "type" for field in event.fields)


def key_readers(event: EventType, tiers: Sequence[str]) -> tuple[str, ...]:
    """Principals that may decrypt with the Event Type's own key. `tiers`: lowest first.

    One key opens all fields that it encrypts, so that only readers of the highest of their tiers get it.
    """
    used = {field.semantic.tier for field in event.fields if field.semantic.encryption == "type"}
    highest = max((tiers.index(tier) for tier in used if tier in tiers), default=len(tiers) - 1)
    return _from(tiers[highest], event, tiers) if tiers else ()


def decrypters(field: Field, event: EventType, tiers: Sequence[str]) -> tuple[str, ...]:
    """Principals that may decrypt a field: with the Event Type's key, or with the keys of users, which the key service
    gives to readers of the field's tier and of those above it."""
    return (
        key_readers(event, tiers) if field.semantic.encryption == "type" else _from(field.semantic.tier, event, tiers)
    )


def _from(tier: str, event: EventType, tiers: Sequence[str]) -> tuple[str, ...]:
    """Readers of a tier and of those above it; an unknown tier counts as the highest."""
    lowest = tiers.index(tier) if tier in tiers else len(tiers) - 1
    return tuple(sorted({one for tier in tiers[lowest:] for one in event.access.get(tier, ())}))
